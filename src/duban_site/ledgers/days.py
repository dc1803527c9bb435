"""The service's calendar and clock: working days as tabled, and what day it is."""

from __future__ import annotations

import datetime as dt
from functools import cache

from django.utils import timezone

from duban.register import Days


@cache
def days() -> Days:
    """One table of working days for the whole process."""
    return Days()


def now() -> dt.datetime:
    """The moment, in the city's time."""
    return timezone.localtime()


def today() -> dt.date:
    """The day, in the city's time."""
    return timezone.localdate()
