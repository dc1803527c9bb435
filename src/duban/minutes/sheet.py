"""Draft matters as rows of the register 会议议定事项 (`decision`): headings first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from duban.minutes.reading import Matter

HEADINGS = (
    "记录编号",
    "编号",
    "会议",
    "会议日期",
    "议定事项",
    "纪要原文",
    "牵头单位",
    "配合单位",
    "完成时限",
)
"""The record number comes first and is empty, since each row is a new record."""
_LONGEST = 300


def as_rows(meeting: str, held: dt.date | None, found: Sequence[Matter]) -> list[tuple[str, ...]]:
    """The headings, then a row for each matter, numbered by the date of the meeting."""
    day = "" if held is None else held.isoformat()
    rows = [
        (
            "",
            f"{day.replace('-', '')}-{n:02d}",
            meeting,
            day,
            m.quote[:_LONGEST],
            m.quote,
            m.body,
            "、".join(m.others),
            "" if m.due is None else m.due.isoformat(),
        )
        for n, m in enumerate(found, 1)
    ]
    return [HEADINGS, *rows]
