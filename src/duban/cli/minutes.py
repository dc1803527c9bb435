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
@click.option("--held-on", type=click.DateTime(["%Y-%m-%d"]), metavar="日期", help="会议日期；不写则从纪要开头读")
@click.option("--format", "-f", "form", type=click.Choice(_FORMATS), help="默认 table")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到文件，格式可看扩展名")
def minutes(file: Path, held_on: dt.datetime | None, form: str | None, output: Path | None) -> None:
    """从会议纪要里读出议定事项：单位、时限、原文，都是待核对的草稿。

    Read the matters that a meeting's minutes decide: the body, the day, the words. All are drafts.
    With -o FILE.csv they are a filled sheet of the register 会议议定事项.
    """
    from duban.cli.output import choose_command_format, write_output
    from duban.files import read_file_isolated
    from duban.minutes import find_meeting_date as read_day
    from duban.minutes import read_minutes
    from duban.minutes.decision_rows import build_rows

    form = choose_command_format(form, output, _FORMATS)
    report = read_file_isolated(file)
    meeting_date = held_on.date() if held_on else read_day(report.text)
    if meeting_date is None:
        click.echo("注意 纪要开头没有会议日期：没有年份的时限不读，请加 --held-on", err=True)
    matters = read_minutes(report.text, meeting_date)
    if form == "csv":
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator="\n").writerows(build_rows(report.title or file.stem, meeting_date, matters))
        output_text = buffer.getvalue()
    elif form == "jsonl":
        output_text = "".join(json.dumps(_encode_matter(matter), ensure_ascii=False) + "\n" for matter in matters)
    else:
        output_text = _render_table(matters)
    write_output(output_text.encode("utf-8", errors="replace"), output, source=file, is_binary=False)


def _encode_matter(matter: Matter) -> dict[str, object]:
    return {
        "body": matter.body,
        "others": list(matter.cooperating_bodies),
        "due": None if matter.due is None else matter.due.isoformat(),
        "quote": matter.quote,
        "start": matter.start,
        "end": matter.end,
    }


def _render_table(matters: list[Matter]) -> str:
    from duban.cli.table import fit

    lines = [f"{fit('单位', 20)} {fit('时限', 10)} 事项"]
    lines += [f"{fit(matter.body, 20)} {fit(str(matter.due or ''), 10)} {matter.quote}" for matter in matters]
    return "\n".join([*lines, "", f"共 {len(matters)} 项，请逐项核对"]) + "\n"
