"""`duban observe DOCUMENT… --plan CLAIMS`: what official documents state for targets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.errors import Refusal
from duban.notices import NoticeError

if TYPE_CHECKING:
    from duban.observation import PlanTarget, Proposal

_FORMATS = ("table", "jsonl", "csv")
_EXISTING_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("documents", nargs=-1, required=True, type=_EXISTING_FILE)
@click.option("--plan", required=True, type=_EXISTING_FILE, help="目标：一份报告，或 duban read -f jsonl 的文件")
@click.option("--year", type=click.IntRange(1949, 2199), help="只要这一年的数据")
@click.option("--format", "-f", "form", type=click.Choice(_FORMATS), help="默认 table")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到文件，格式可看扩展名")
def observe(documents: tuple[Path, ...], plan: Path, year: int | None, form: str | None, output: Path | None) -> None:
    """从统计公报、月度发布、预算报告里找目标的数据，附原文和来源。

    Propose, for each target of the plan, the figures that DOCUMENTS state: value, unit, period,
    version, quote and source, sure or doubtful. With -o figures.csv the sure ones are a file that
    `duban assess` takes.
    """
    from duban.cli.output import choose_command_format, write_output
    from duban.observation.rows import render_csv, render_jsonl

    form = choose_command_format(form, output, _FORMATS)
    targets, jurisdiction, stated_year = read_plan_targets(plan, year)
    proposals = [
        proposal
        for path in documents
        for proposal in _observe_document(path, targets, jurisdiction, year or stated_year)
    ]
    if form == "jsonl":
        content = render_jsonl(proposals)
    elif form == "csv":
        content = render_csv(proposals)
    else:
        content = _render_table(proposals, len(targets), output)
    write_output(content, output, source=plan, is_binary=False)


def read_plan_targets(path: Path, year: int | None) -> tuple[list[PlanTarget], str | None, int | None]:
    """The targets, and the place and year that the plan names."""
    from duban.observation import PlanError, list_plan_targets, read_plan

    if path.suffix.lower() in (".jsonl", ".json"):
        try:
            return read_plan(path.read_bytes()), None, None
        except PlanError as error:
            raise Refusal(f"{path} {error}") from error
    from duban.files import read_file_isolated

    report = read_file_isolated(path, year=year)
    plan_targets = list_plan_targets(report, year)
    if not plan_targets:
        raise NoticeError.make("no_targets_to_observe", file=path)
    return plan_targets, report.jurisdiction, report.year


def _observe_document(
    path: Path, targets: list[PlanTarget], jurisdiction: str | None, year: int | None
) -> list[Proposal]:
    from duban.files import read_file_isolated
    from duban.observation import observe as look
    from duban.observation.periods import find_document_period

    document = read_file_isolated(path)
    period = find_document_period(document)
    if period is None:
        click.echo(f"注意 {path.name} 没有写明年度，没有取数；请在标题里写明年份", err=True)
        return []
    if year is not None and period.year != year:
        click.echo(f"注意 {path.name} 是{period.year}年的数据，不是{year}年的，没有取数", err=True)
        return []
    return look(targets, document, document.title or path.name, place=jurisdiction)


def _render_table(proposals: list[Proposal], target_count: int, output: Path | None) -> bytes:
    from duban.cli.table import BOLD, PLAIN, fit, supports_colour

    uses_colour = output is None and supports_colour(sys.stdout)
    header = f"{fit('把握', 6)} {fit('指标', 26)} {fit('目标', 12)} {fit('数据', 20)} {fit('时期', 9)}"
    lines = [f"{header} 来源"]
    for proposal in proposals:
        status_word = fit("可用" if proposal.sure else "存疑", 6)
        status_word = f"{BOLD}{status_word}{PLAIN}" if uses_colour and proposal.sure else status_word
        cells = (
            f"{fit(proposal.target.indicator, 26)} {fit(proposal.target.number, 12)} {fit(proposal.signed_number, 20)}"
        )
        doubt = f"（{proposal.doubt}）" if proposal.doubt else ""
        lines.append(f"{status_word} {cells} {fit(str(proposal.period), 9)} {proposal.source}{doubt}")
    sure_ids = {proposal.id for proposal in proposals if proposal.sure}
    doubtful_ids = {proposal.id for proposal in proposals} - sure_ids
    lines += ["", f"共 {target_count} 个目标：{len(sure_ids)} 个有可用的数据，{len(doubtful_ids)} 个存疑"]
    return ("\n".join(lines) + "\n").encode("utf-8", errors="replace")
