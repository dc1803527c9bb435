"""The service's calendar of working days."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache

from duban.registers import Days
from duban.series import WorkCalendar

YEARS_COVERED = 25


@cache
def working_days() -> Days:
    """The table of working days, one for the whole process."""
    return Days()


@cache
def compute_calendar_stamp() -> str:
    """A hash of all working days; it changes when the holidays of a year are announced."""
    calendar, first_day = WorkCalendar(), dt.date(2010, 1, 1)
    dates = (first_day + dt.timedelta(days=offset) for offset in range(YEARS_COVERED * 366))
    working_day_flags = "".join("1" if calendar.is_working_day(day) else "0" for day in dates)
    return hashlib.sha256(working_day_flags.encode()).hexdigest()[:16]
