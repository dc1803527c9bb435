"""`duban minutes FILE`: the matters that a meeting's minutes decide, as drafts."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from duban.minutes import Matter

_FORMATS = ("table", "jsonl", "csv")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--held-on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="日期",
    help="会议日期；不写则从纪要开头读",
)
@click.option("--format", "-f", "form", type=click.Choice(_FORMATS), help="默认 table")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到文件，格式可看扩展名")
def minutes(file: Path, held_on: dt.datetime | None, form: str | None, output: Path | None) -> None:
    """从会议纪要里读出议定事项：单位、时限、原文，都是待核对的草稿。

    Read the matters that a meeting's minutes decide: the body, the day, the words. All are drafts.
    With -o FILE.csv they are a filled sheet of the register 会议议定事项.
    """
    from duban.cli.output import chosen, deliver
    from duban.files import read_file_isolated
    from duban.minutes import held_on as read_day
    from duban.minutes import read_minutes
    from duban.minutes.sheet import as_rows

    form = chosen(form, output, _FORMATS)
    report = read_file_isolated(file)
    day = held_on.date() if held_on else read_day(report.text)
    if day is None:
        click.echo("注意 纪要开头没有会议日期：没有年份的时限不读，请加 --held-on", err=True)
    found = read_minutes(report.text, day)
    if form == "csv":
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(
            as_rows(report.title or file.stem, day, found)
        )
        data = out.getvalue()
    elif form == "jsonl":
        data = "".join(json.dumps(_object(m), ensure_ascii=False) + "\n" for m in found)
    else:
        data = _table(found)
    deliver(data.encode("utf-8", errors="replace"), output, source=file, binary=False)


def _object(m: Matter) -> dict[str, object]:
    return {
        "body": m.body,
        "others": list(m.others),
        "due": None if m.due is None else m.due.isoformat(),
        "quote": m.quote,
        "start": m.start,
        "end": m.end,
    }


def _table(found: list[Matter]) -> str:
    from duban.cli.table import fit

    lines = [f"{fit('单位', 20)} {fit('时限', 10)} 事项"]
    lines += [f"{fit(m.body, 20)} {fit(str(m.due or ''), 10)} {m.quote}" for m in found]
    return "\n".join([*lines, "", f"共 {len(found)} 项，请逐项核对"]) + "\n"
