"""The service's calendar of working days."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache

from duban.registers import Days
from duban.series import WorkCalendar

YEARS = 25


@cache
def days() -> Days:
    """The table of working days, one for the whole process."""
    return Days()


@cache
def calendar_stamp() -> str:
    """A hash of all working days; it changes when the holidays of a year are announced."""
    table, first = WorkCalendar(), dt.date(2010, 1, 1)
    span = (first + dt.timedelta(days=n) for n in range(YEARS * 366))
    worked = "".join("1" if table.is_working_day(day) else "0" for day in span)
    return hashlib.sha256(worked.encode()).hexdigest()[:16]
