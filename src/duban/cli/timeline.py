"""`duban timeline FOLDER --plan CLAIMS`: what many documents say of each target, by day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.notices import NoticeError

if TYPE_CHECKING:
    from duban.commitments import Report
    from duban.observation.timeline import Mention

_FORMATS = ("table", "jsonl", "html")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--plan",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="目标：一份报告，或 duban read -f jsonl 的文件",
)
@click.option("--year", type=click.IntRange(1949, 2199), help="目标的年度")
@click.option("--format", "-f", "form", type=click.Choice(_FORMATS), help="默认 table")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到文件，格式可看扩展名")
def timeline(folder: Path, plan: Path, year: int | None, form: str | None, output: Path | None) -> None:
    """把一个文件夹里的报告、公报、预算、新闻、纪要对每个目标说了什么，按日期排好。

    For each target of the plan, the dated mentions in the documents of FOLDER: announced, begun,
    part done, done, missed, changed. An announcement is never progress.
    """
    from duban.cli.observe import read_plan_targets
    from duban.cli.output import choose_command_format, write_output
    from duban.observation.timeline import timeline as order

    form = choose_command_format(form, output, _FORMATS)
    targets, _place, stated_year = read_plan_targets(plan, year)
    if (target_year := year or stated_year) is None:
        raise NoticeError.make("timeline_without_year")
    mentions = order(targets, list(_read_documents(folder)), target_year)
    if form == "jsonl":
        output_text = "".join(json.dumps(_encode_mention(mention), ensure_ascii=False) + "\n" for mention in mentions)
    elif form == "html":
        from duban.documents.timeline import render_timeline_page

        output_text = render_timeline_page(f"{target_year}年目标的证据", mentions)
    else:
        output_text = _render_table(mentions, len(targets))
    write_output(output_text.encode("utf-8", errors="replace"), output, source=plan, is_binary=False)


def _read_documents(folder: Path) -> list[tuple[str, Report]]:
    """Every document of the folder that can be read; the others are named on standard error."""
    from duban.files import read_file_isolated
    from duban.sources import SourceError

    documents = []
    for path in sorted(
        candidate for candidate in folder.rglob("*") if candidate.is_file() and candidate.name[0] not in ".~"
    ):
        try:
            report = read_file_isolated(path)
        except SourceError as error:
            click.echo(f"注意 {path.name} 读不了：{error}", err=True)
            continue
        documents.append((report.title or path.name, report))
    return documents


def _encode_mention(mention: Mention) -> dict[str, object]:
    return {
        "claim": mention.id,
        "target": mention.target.indicator,
        "asked": mention.target.number,
        "on": mention.on.isoformat(),
        "says": mention.statement.value,
        "number": mention.number,
        "quote": mention.quote,
        "source": mention.source,
        "start": mention.start,
        "end": mention.end,
    }


def _render_table(mentions: list[Mention], target_count: int) -> str:
    from duban.cli.table import fit

    lines, previous_id = [], ""
    for mention in mentions:
        if mention.id != previous_id:
            lines += ["", f"{mention.target.indicator} {mention.target.number}"]
            previous_id = mention.id
        lines.append(
            f"  {mention.on} {fit(mention.statement.chinese, 8)} {fit(mention.number, 12)}"
            f" {mention.source}：{mention.quote}"
        )
    mentioned_count = len({mention.id for mention in mentions})
    return "\n".join([*lines, "", f"共 {target_count} 个目标，{mentioned_count} 个有文件说到"]) + "\n"
