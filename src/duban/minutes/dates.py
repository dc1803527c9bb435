"""Finds the due date of a matter from its text and the date of the meeting."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from duban.series import WorkCalendar

_FULL_DATE = re.compile(r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_MONTH_AND_DAY = re.compile(r"(?<![每\d])(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:之?前|以前|内)?")
_MONTH_END = re.compile(r"(?<![每至到\d—-])(?P<month>\d{1,2})月(?:份|底|末)")
_YEAR_END = re.compile(r"(?:(?P<year>\d{4})年)?(?<!每)年底前?")
_THIS_MONTH = re.compile(r"(?:本|当)月底|(?<![\d月])月底前")
_NUMBER = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})"
_PERIOD = re.compile(rf"(?:会后|在|用|于)?{_NUMBER}个?(?P<unit>工作日|个月|月|周|天|日)(?:内|之内|以内|时间)")
_AFTER_EVENT = re.compile(r"(?:[^会]后|之日起|以后)$")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_MAX_DAYS_BEFORE = 60
"""A date without a year that lies more days than this before the meeting is in the next year."""


def find_due_date(matter_text: str, meeting_date: dt.date, calendar_days: WorkCalendar) -> dt.date | None:
    """The latest date in the text; None if there is none, or if it counts from another event."""
    named_dates = [*_find_named_dates(matter_text, meeting_date)]
    if named_dates:
        return max(named_dates)
    period = _PERIOD.search(matter_text)
    if period is None or _AFTER_EVENT.search(matter_text[: period.start()]):
        return None
    return _add_period(meeting_date, _read_number(period["n"]), period["unit"], calendar_days)


def _find_named_dates(matter_text: str, meeting_date: dt.date) -> list[dt.date]:
    full_dates = [
        _build_date(int(match["year"]), int(match["month"]), int(match["day"]))
        for match in _FULL_DATE.finditer(matter_text)
    ]
    if full_dates:
        return [date for date in full_dates if date is not None]
    near_dates = [
        _choose_year(meeting_date, int(match["month"]), int(match["day"]))
        for match in _MONTH_AND_DAY.finditer(matter_text)
    ]
    if not near_dates:
        near_dates = [
            _choose_year(meeting_date, int(match["month"]), None) for match in _MONTH_END.finditer(matter_text)
        ]
    if not near_dates and _THIS_MONTH.search(matter_text):
        near_dates = [_choose_year(meeting_date, meeting_date.month, None)]
    if not near_dates and (year_match := _YEAR_END.search(matter_text)):
        near_dates = [dt.date(int(year_match["year"] or meeting_date.year), 12, 31)]
    return [date for date in near_dates if date is not None]


def _choose_year(meeting_date: dt.date, month: int, day: int | None) -> dt.date | None:
    """The date in the meeting's year, or in the next year where it would be long past."""
    for year in (meeting_date.year, meeting_date.year + 1):
        if not 1 <= month <= 12:
            return None
        date = _build_date(year, month, day or calendar.monthrange(year, month)[1])
        if date is not None and (meeting_date - date).days <= _MAX_DAYS_BEFORE:
            return date
    return None


def _build_date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _add_period(meeting_date: dt.date, count: int, unit: str, calendar_days: WorkCalendar) -> dt.date:
    if unit == "工作日":
        return calendar_days.add_working_days(meeting_date, count)
    if unit in ("个月", "月"):
        month = meeting_date.month - 1 + count
        year, month = meeting_date.year + month // 12, month % 12 + 1
        return dt.date(year, month, min(meeting_date.day, calendar.monthrange(year, month)[1]))
    return meeting_date + dt.timedelta(days=count * (7 if unit == "周" else 1))


def _read_number(word: str) -> int:
    if word.isdigit():
        return int(word)
    tens, _, ones = word.rpartition("十")
    if "十" not in word:
        return _DIGITS[word[-1]]
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
