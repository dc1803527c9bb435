"""The service's calendar and clock: working days as tabled, and what day it is."""

from __future__ import annotations

import datetime as dt
from functools import cache

from django.conf import settings
from django.utils import timezone

from duban.register import Days


@cache
def days() -> Days:
    """One table of working days for the whole process."""
    return Days()


def now() -> dt.datetime:
    """The moment, in the city's time; on the demonstration's day where it stands still."""
    moment = timezone.localtime()
    if settings.STANDS_STILL is None:
        return moment
    return dt.datetime.combine(settings.STANDS_STILL, moment.timetz())


def today() -> dt.date:
    """The day, in the city's time, or the one on which a demonstration stands still."""
    stands: dt.date | None = settings.STANDS_STILL
    return stands or timezone.localdate()
