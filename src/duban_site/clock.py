"""What day it is, for every app: today, or the day on which a demonstration stands still."""

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


def today() -> dt.date:
    """The day, in the city's time, or the one on which a demonstration stands still."""
    stands: dt.date | None = settings.STANDS_STILL
    return stands or timezone.localdate()
