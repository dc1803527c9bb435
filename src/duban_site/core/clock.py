"""The one place that asks what time it is.

`today` and `now` are the day and time that rules count from: the real ones, or those at which a
demonstration stands still. `utc_now` is the real moment, for records.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """The moment, in the city's time; on the demonstration's day where it stands still."""
    moment = timezone.localtime()
    if settings.STANDS_STILL is None:
        return moment
    return dt.datetime.combine(settings.STANDS_STILL, moment.timetz())


def utc_now() -> dt.datetime:
    """The real moment, for the record of when something was done; a demonstration's as well."""
    return timezone.now()


def day_of(moment: dt.datetime) -> dt.date:
    """The day of a moment in the city's time: databases give moments in UTC, a day behind at night.

    No other code takes the date of a moment (tests/house holds it).
    """
    return timezone.localdate(moment)


def today() -> dt.date:
    """The day, in the city's time, or the one on which a demonstration stands still."""
    stands: dt.date | None = settings.STANDS_STILL
    return stands or timezone.localdate()
