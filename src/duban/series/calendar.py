"""Working days in China (with 调休) and the days on which figures are due."""

from __future__ import annotations

import calendar as months
import datetime as dt
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

_DAY = dt.timedelta(days=1)


class WorkCalendar:
    """Working days: the State Council's holidays and 调休, corrected by a table of exceptions.

    `work` and `rest` are days that are, or are not, worked whatever the table says;
    they are added to those of calendar.toml. Needs the extra `calendar` (the `holidays` package).
    """

    def __init__(self, work: Iterable[dt.date] = (), rest: Iterable[dt.date] = ()) -> None:
        shipped = _overrides()
        self._work = frozenset(work) | shipped[0]
        self._rest = frozenset(rest) | shipped[1]

    def is_working_day(self, day: dt.date) -> bool:
        """Whether offices work on that day; a Saturday made up for (调休) is one."""
        if day in self._work:
            return True
        return day not in self._rest and bool(_china().is_working_day(day))

    def add(self, day: dt.date, working_days: int) -> dt.date:
        """The day that is `working_days` after `day`, not counting `day` itself.

        Zero gives `day`, or the next working day when it is none. Raises ValueError below zero.
        """
        if working_days < 0:
            msg = f"working days cannot be {working_days}; give 0 or more"
            raise ValueError(msg)
        while working_days > 0:
            day += _DAY
            working_days -= self.is_working_day(day)
        while not self.is_working_day(day):
            day += _DAY
        return day

    def between(self, start: dt.date, end: dt.date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        days = (end - start).days
        return sum(self.is_working_day(start + _DAY * n) for n in range(1, days + 1))

    def due(self, year: int, month: int, *, day: int, grace: int = 0) -> dt.date:
        """When the month's figure must be in: `day_of_month` of the next month, plus grace.

        A due day that is a holiday moves to the next working day; then `grace_days` working days
        are added. `day_of_month` 31 is the month's last.
        """
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        last = months.monthrange(year, month)[1]
        return self.add(self.add(dt.date(year, month, min(day, last)), 0), grace)


@cache
def _china() -> Any:
    try:
        import holidays
    except ImportError as error:
        msg = "working days need the holidays package: pip install 'duban[calendar]'"
        raise RuntimeError(msg) from error
    return holidays.country_holidays("CN")


@cache
def _overrides() -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    text = files("duban.series").joinpath("calendar.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return frozenset(table["work"]), frozenset(table["rest"])
