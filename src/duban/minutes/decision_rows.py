"""Draft matters as rows of the register 会议议定事项 (`decision`): headings first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from duban.minutes.reading import Matter

HEADINGS = ("记录编号", "编号", "会议", "会议日期", "议定事项", "纪要原文", "牵头单位", "配合单位", "完成时限")
"""The record number comes first and is empty, since each row is a new record."""
_MAX_MATTER_LENGTH = 300


def build_rows(meeting: str, meeting_date: dt.date | None, matters: Sequence[Matter]) -> list[tuple[str, ...]]:
    """The headings, then a row for each matter, numbered by the date of the meeting."""
    date_text = "" if meeting_date is None else meeting_date.isoformat()
    rows = [
        (
            "",
            f"{date_text.replace('-', '')}-{number:02d}",
            meeting,
            date_text,
            matter.quote[:_MAX_MATTER_LENGTH],
            matter.quote,
            matter.body,
            "、".join(matter.cooperating_bodies),
            "" if matter.due is None else matter.due.isoformat(),
        )
        for number, matter in enumerate(matters, 1)
    ]
    return [HEADINGS, *rows]
