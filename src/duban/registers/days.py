"""Counts days quickly with a table of working days instead of walking the calendar per record."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from calendar import monthrange

from duban.registers.declaration import DayKind
from duban.series import WorkCalendar

_DAY = dt.timedelta(days=1)


class Days:
    """Adds and counts days of either kind, as `WorkCalendar` does, by looking them up.

    Years are added to the table on demand. `calendar` carries the office's own corrections.
    """

    def __init__(self, calendar: WorkCalendar | None = None) -> None:
        self._calendar = calendar or WorkCalendar()
        self._working: list[dt.date] = []
        self._from, self._to = 1, 0  # no year yet

    def add(self, day: dt.date, days: int, kind: DayKind = DayKind.WORKING) -> dt.date:
        """The date `days` days after `day`; for 0 `day` itself, or the next working day."""
        if kind is DayKind.CALENDAR:
            return day + days * _DAY
        while True:
            self._table(day.year)
            place = bisect_right(self._working, day if days else day - _DAY)
            wanted = place + max(days - 1, 0)
            if wanted < len(self._working):
                return self._working[wanted]
            self._table(self._to + 1)

    def between(self, start: dt.date, end: dt.date, kind: DayKind = DayKind.WORKING) -> int:
        """Days after the start up to and including the end; negative when the end is earlier."""
        if kind is DayKind.CALENDAR:
            return (end - start).days
        self._table(start.year)
        self._table(end.year)
        return bisect_right(self._working, end) - bisect_right(self._working, start)

    def _table(self, year: int) -> None:
        if self._from <= year <= self._to:
            return
        first, last = min(year, self._from), max(year, self._to)
        if self._from > self._to:
            first = last = year
        day, end = dt.date(first, 1, 1), dt.date(last, 12, 31)
        count = (end - day).days + 1
        every = (day + n * _DAY for n in range(count))
        self._working = [one for one in every if self._calendar.is_working_day(one)]
        self._from, self._to = first, last


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
