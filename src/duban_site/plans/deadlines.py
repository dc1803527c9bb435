"""Parse deadlines as offices write them: 2027-06-30, 2027.6.30, 2027年6月底, 年底, 46386."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _

from duban.assessment import TargetError
from duban.assessment.fields import day

_SERIAL = re.compile(r"[0-9]{5}")
_EPOCH = dt.date(1899, 12, 30)
"""Day 0 of a spreadsheet's dates, from 1900-03-01 on."""
YEARS = 15
"""How far ahead a plan may set a deadline."""
_DATE = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})(?:[./-]([0-9]{1,2}))?")


def deadline_of(text: str, year: int) -> dt.date:
    """The last day that the words mean, of `year` where they name none.

    Five digits are a date that lost its format in the spreadsheet. Raises ValueError with a
    message for people if it is no deadline.
    """
    written = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    written = written.removesuffix("完成").removesuffix("之前").removesuffix("前")
    try:
        if _SERIAL.fullmatch(written):
            return _within(_EPOCH + dt.timedelta(days=int(written)), year)
        if (found := _DATE.fullmatch(written)) is not None:
            parts = [f"{int(part):02d}" for part in found.groups() if part is not None]
            written = "-".join(parts)
        return _within(day(written, "deadline", year), year)
    except (TargetError, ValueError) as error:
        message = _("“%s”不是时限。请写成 2025-12-31、2025年6月底、6月底或年底。")
        raise ValueError(message % text) from error


def _within(found: dt.date, year: int) -> dt.date:
    """The deadline; raises ValueError if it is so far from the plan's year that it is a typo."""
    if not year - 1 <= found.year <= year + YEARS:
        raise ValueError
    return found
