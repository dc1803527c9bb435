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
        self._working_days: list[dt.date] = []
        self._first_year, self._last_year = 1, 0  # no year yet

    def add(self, day: dt.date, days: int, kind: DayKind = DayKind.WORKING) -> dt.date:
        """The date `days` days after `day`; for 0 `day` itself, or the next working day."""
        if kind is DayKind.CALENDAR:
            return day + days * _DAY
        while True:
            self._ensure_year(day.year)
            index = bisect_right(self._working_days, day if days else day - _DAY)
            target_index = index + max(days - 1, 0)
            if target_index < len(self._working_days):
                return self._working_days[target_index]
            self._ensure_year(self._last_year + 1)

    def between(self, start_date: dt.date, end_date: dt.date, kind: DayKind = DayKind.WORKING) -> int:
        """Days after the start up to and including the end; negative when the end is earlier."""
        if kind is DayKind.CALENDAR:
            return (end_date - start_date).days
        self._ensure_year(start_date.year)
        self._ensure_year(end_date.year)
        return bisect_right(self._working_days, end_date) - bisect_right(self._working_days, start_date)

    def _ensure_year(self, year: int) -> None:
        if self._first_year <= year <= self._last_year:
            return
        first_year, last_year = min(year, self._first_year), max(year, self._last_year)
        if self._first_year > self._last_year:
            first_year = last_year = year
        first_day, last_day = dt.date(first_year, 1, 1), dt.date(last_year, 12, 31)
        count = (last_day - first_day).days + 1
        all_days = (first_day + offset * _DAY for offset in range(count))
        self._working_days = [day_of_table for day_of_table in all_days if self._calendar.is_working_day(day_of_table)]
        self._first_year, self._last_year = first_year, last_year


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
