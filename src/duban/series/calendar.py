"""Working days in China (with 调休) and the days on which figures are due."""

from __future__ import annotations

import calendar as months
import datetime as dt
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

_DAY_STEP = dt.timedelta(days=1)


class WorkCalendar:
    """Working days: the State Council's holidays and 调休, corrected by a table of exceptions.

    `work` and `rest` are days that are, or are not, worked whatever the table says;
    they are added to those of calendar.toml. Needs the extra `calendar` (the `holidays` package).
    """

    def __init__(self, work: Iterable[dt.date] = (), rest: Iterable[dt.date] = ()) -> None:
        overrides = _load_overrides()
        self._work = frozenset(work) | overrides[0]
        self._rest = frozenset(rest) | overrides[1]

    def is_working_day(self, day: dt.date) -> bool:
        """Whether offices work on that day; a Saturday made up for (调休) is one."""
        if day in self._work:
            return True
        return day not in self._rest and bool(_load_chinese_holidays().is_working_day(day))

    def add_working_days(self, day: dt.date, working_days: int) -> dt.date:
        """The day that is `working_days` after `day`, not counting `day` itself.

        Zero gives `day`, or the next working day when it is none. Raises ValueError below zero.
        """
        if working_days < 0:
            message = f"working days cannot be {working_days}; give 0 or more"
            raise ValueError(message)
        while working_days > 0:
            day += _DAY_STEP
            working_days -= self.is_working_day(day)
        while not self.is_working_day(day):
            day += _DAY_STEP
        return day

    def count_working_days(self, start: dt.date, end: dt.date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is earlier."""
        if end < start:
            return -self.count_working_days(end, start)
        days = (end - start).days
        return sum(self.is_working_day(start + _DAY_STEP * offset) for offset in range(1, days + 1))

    def due_date(self, year: int, month: int, *, day_of_month: int, grace_days: int = 0) -> dt.date:
        """When the month's figure must be in: `day_of_month` of the next month, plus grace.

        A due day that is a holiday moves to the next working day; then `grace_days` working days
        are added. `day_of_month` 31 is the month's last.
        """
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        last_day = months.monthrange(year, month)[1]
        return self.add_working_days(
            self.add_working_days(dt.date(year, month, min(day_of_month, last_day)), 0), grace_days
        )


@cache
def _load_chinese_holidays() -> Any:
    try:
        import holidays
    except ImportError as error:
        message = "working days need the holidays package: pip install 'duban[calendar]'"
        raise RuntimeError(message) from error
    return holidays.country_holidays("CN")


@cache
def _load_overrides() -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    toml_text = files("duban.series").joinpath("calendar.toml").read_text("utf-8")
    table = tomllib.loads(toml_text)
    return frozenset(table["work"]), frozenset(table["rest"])
