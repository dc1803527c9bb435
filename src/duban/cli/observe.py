"""`duban observe DOCUMENT… --plan CLAIMS`: what official documents state for targets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.failing import Refusal

if TYPE_CHECKING:
    from duban.observation import Proposal, Wanted

_FORMATS = ("table", "jsonl", "csv")
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("documents", nargs=-1, required=True, type=_FILE)
@click.option(
    "--plan", required=True, type=_FILE, help="目标：一份报告，或 duban read -f jsonl 的文件"
)
@click.option("--year", type=click.IntRange(1949, 2199), help="只要这一年的数据")
@click.option("--format", "-f", "form", type=click.Choice(_FORMATS), help="默认 table")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到文件，格式可看扩展名")
def observe(
    documents: tuple[Path, ...],
    plan: Path,
    year: int | None,
    form: str | None,
    output: Path | None,
) -> None:
    """从统计公报、月度发布、预算报告里找目标的数据，附原文和来源。

    Propose, for each target of the plan, the figures that DOCUMENTS state: value, unit, period,
    version, quote and source, sure or doubtful. With -o figures.csv the sure ones are a file that
    `duban assess` takes.
    """
    from duban.cli.output import chosen, deliver
    from duban.observation.rows import as_csv, as_jsonl

    form = chosen(form, output, _FORMATS)
    targets, place, stated = read_wanted(plan, year)
    found = [p for path in documents for p in _observe(path, targets, place, year or stated)]
    if form == "jsonl":
        data = as_jsonl(found)
    elif form == "csv":
        data = as_csv(found)
    else:
        data = _table(found, len(targets), output)
    deliver(data, output, source=plan, binary=False)


def read_wanted(path: Path, year: int | None) -> tuple[list[Wanted], str | None, int | None]:
    """The targets, and the place and year that the plan names."""
    from duban.observation import PlanError, read_plan, wanted

    if path.suffix.lower() in (".jsonl", ".json"):
        try:
            return read_plan(path.read_bytes()), None, None
        except PlanError as error:
            raise Refusal(f"{path} {error}") from error
    from duban.files import read_file_isolated

    report = read_file_isolated(path, year=year)
    found = wanted(report, year)
    if not found:
        raise Refusal(f"{path} 里没有找到目标：请给政府工作报告，或 duban read -f jsonl 的文件")
    return found, report.jurisdiction, report.year


def _observe(
    path: Path, targets: list[Wanted], place: str | None, year: int | None
) -> list[Proposal]:
    from duban.files import read_file_isolated
    from duban.observation import observe as look
    from duban.observation.periods import document_period

    document = read_file_isolated(path)
    whole = document_period(document)
    if whole is None:
        click.echo(f"注意 {path.name} 没有写明年度，没有取数；请在标题里写明年份", err=True)
        return []
    if year is not None and whole.year != year:
        click.echo(f"注意 {path.name} 是{whole.year}年的数据，不是{year}年的，没有取数", err=True)
        return []
    return look(targets, document, document.title or path.name, place=place)


def _table(found: list[Proposal], total: int, output: Path | None) -> bytes:
    from duban.cli.table import BOLD, PLAIN, colours, fit

    paint = output is None and colours(sys.stdout)
    head = (
        f"{fit('把握', 6)} {fit('指标', 26)} {fit('目标', 12)} {fit('数据', 20)} {fit('时期', 9)}"
    )
    lines = [f"{head} 来源"]
    for p in found:
        word = fit("可用" if p.sure else "存疑", 6)
        word = f"{BOLD}{word}{PLAIN}" if paint and p.sure else word
        cells = f"{fit(p.target.indicator, 26)} {fit(p.target.number, 12)} {fit(p.said, 20)}"
        doubt = f"（{p.doubt}）" if p.doubt else ""
        lines.append(f"{word} {cells} {fit(str(p.period), 9)} {p.source}{doubt}")
    sure = {p.id for p in found if p.sure}
    rest = {p.id for p in found} - sure
    lines += ["", f"共 {total} 个目标：{len(sure)} 个有可用的数据，{len(rest)} 个存疑"]
    return ("\n".join(lines) + "\n").encode("utf-8", errors="replace")
