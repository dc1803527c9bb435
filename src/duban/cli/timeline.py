"""`duban timeline FOLDER --plan CLAIMS`: what many documents say of each target, by day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.failing import Refusal

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
def timeline(
    folder: Path, plan: Path, year: int | None, form: str | None, output: Path | None
) -> None:
    """把一个文件夹里的报告、公报、预算、新闻、纪要对每个目标说了什么，按日期排好。

    For each target of the plan, the dated mentions in the documents of FOLDER: announced, begun,
    part done, done, missed, changed. An announcement is never progress.
    """
    from duban.cli.observe import read_wanted
    from duban.cli.output import chosen, deliver
    from duban.observation.timeline import timeline as order

    form = chosen(form, output, _FORMATS)
    targets, _place, stated = read_wanted(plan, year)
    if (of := year or stated) is None:
        raise Refusal("不知道是哪一年的目标：请加 --year")
    found = order(targets, list(_documents(folder)), of)
    if form == "jsonl":
        data = "".join(json.dumps(_object(m), ensure_ascii=False) + "\n" for m in found)
    elif form == "html":
        from duban.documents.timeline import timeline_page

        data = timeline_page(f"{of}年目标的证据", found)
    else:
        data = _table(found, len(targets))
    deliver(data.encode("utf-8", errors="replace"), output, source=plan, binary=False)


def _documents(folder: Path) -> list[tuple[str, Report]]:
    """Every document of the folder that can be read; the others are named on standard error."""
    from duban.files import read_file_isolated
    from duban.sources import SourceError

    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name[0] not in ".~"):
        try:
            report = read_file_isolated(path)
        except SourceError as error:
            click.echo(f"注意 {path.name} 读不了：{error}", err=True)
            continue
        found.append((report.title or path.name, report))
    return found


def _object(m: Mention) -> dict[str, object]:
    return {
        "claim": m.id,
        "target": m.target.indicator,
        "asked": m.target.number,
        "on": m.on.isoformat(),
        "says": m.says.value,
        "number": m.number,
        "quote": m.quote,
        "source": m.source,
        "start": m.start,
        "end": m.end,
    }


def _table(found: list[Mention], total: int) -> str:
    from duban.cli.table import fit

    lines, last = [], ""
    for m in found:
        if m.id != last:
            lines += ["", f"{m.target.indicator} {m.target.number}"]
            last = m.id
        lines.append(f"  {m.on} {fit(m.says.chinese, 8)} {fit(m.number, 12)} {m.source}：{m.quote}")
    seen = len({m.id for m in found})
    return "\n".join([*lines, "", f"共 {total} 个目标，{seen} 个有文件说到"]) + "\n"
