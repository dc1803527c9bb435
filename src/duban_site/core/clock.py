"""The only module that reads the clock.

`today` and `now` are the day and time of the office's work, which rules compare and papers carry (when a
report was signed, a month closed, a bulletin issued): the real ones, or the fixed day of a demonstration.
`utc_now` is always the real time, for the log, for signing in and for jobs.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """The current time in the city's time zone, on the fixed day of a demonstration."""
    moment = timezone.localtime()
    if settings.STANDS_STILL is None:
        return moment
    return dt.datetime.combine(settings.STANDS_STILL, moment.timetz())


def utc_now() -> dt.datetime:
    """The real time in UTC, also in a demonstration."""
    return timezone.now()


def to_local_date(moment: dt.datetime) -> dt.date:
    """The date of a moment in the city's time zone.

    Databases return UTC, whose date is a day behind in China's early morning; so no other code
    takes the date of a moment (a test in tests/house enforces it).
    """
    return timezone.localdate(moment)


def today() -> dt.date:
    """The current date in the city's time zone, or the fixed day of a demonstration."""
    fixed_date: dt.date | None = settings.STANDS_STILL
    return fixed_date or timezone.localdate()
