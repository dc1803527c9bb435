"""Finds the due date of a matter from its text and the date of the meeting."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from duban.series import WorkCalendar

_FULL = re.compile(r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_DAY = re.compile(r"(?<![每\d])(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:之?前|以前|内)?")
_MONTH_END = re.compile(r"(?<![每至到\d—-])(?P<month>\d{1,2})月(?:份|底|末)")
_YEAR_END = re.compile(r"(?:(?P<year>\d{4})年)?(?<!每)年底前?")
_THIS_MONTH = re.compile(r"(?:本|当)月底|(?<![\d月])月底前")
_N = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})"
_WITHIN = re.compile(
    rf"(?:会后|在|用|于)?{_N}个?(?P<unit>工作日|个月|月|周|天|日)(?:内|之内|以内|时间)"
)
_AFTER_SOMETHING = re.compile(r"(?:[^会]后|之日起|以后)$")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_LONG_AGO = 60
"""A date without a year that lies more days than this before the meeting is in the next year."""


def due(words: str, held: dt.date, days: WorkCalendar) -> dt.date | None:
    """The latest date in the text; None if there is none, or if it counts from another event."""
    found = [*_absolute(words, held)]
    if found:
        return max(found)
    within = _WITHIN.search(words)
    if within is None or _AFTER_SOMETHING.search(words[: within.start()]):
        return None
    return _later(held, _number(within["n"]), within["unit"], days)


def _absolute(words: str, held: dt.date) -> list[dt.date]:
    full = [_date(int(m["year"]), int(m["month"]), int(m["day"])) for m in _FULL.finditer(words)]
    if full:
        return [d for d in full if d is not None]
    near = [_near(held, int(m["month"]), int(m["day"])) for m in _DAY.finditer(words)]
    if not near:
        near = [_near(held, int(m["month"]), None) for m in _MONTH_END.finditer(words)]
    if not near and _THIS_MONTH.search(words):
        near = [_near(held, held.month, None)]
    if not near and (year := _YEAR_END.search(words)):
        near = [dt.date(int(year["year"] or held.year), 12, 31)]
    return [d for d in near if d is not None]


def _near(held: dt.date, month: int, day: int | None) -> dt.date | None:
    """The date in the meeting's year, or in the next year where it would be long past."""
    for year in (held.year, held.year + 1):
        if not 1 <= month <= 12:
            return None
        found = _date(year, month, day or calendar.monthrange(year, month)[1])
        if found is not None and (held - found).days <= _LONG_AGO:
            return found
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _later(held: dt.date, n: int, unit: str, days: WorkCalendar) -> dt.date:
    if unit == "工作日":
        return days.add(held, n)
    if unit in ("个月", "月"):
        month = held.month - 1 + n
        year, month = held.year + month // 12, month % 12 + 1
        return dt.date(year, month, min(held.day, calendar.monthrange(year, month)[1]))
    return held + dt.timedelta(days=n * (7 if unit == "周" else 1))


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    tens, _, ones = word.rpartition("十")
    if "十" not in word:
        return _DIGITS[word[-1]]
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
