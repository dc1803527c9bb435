"""Parse deadlines as offices write them: 2027-06-30, 2027.6.30, 2027年6月底, 年底, 46386."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _

from duban.assessment import TargetError
from duban.assessment.parse_fields import parse_date

_SERIAL_DATE = re.compile(r"[0-9]{5}")
_SPREADSHEET_EPOCH = dt.date(1899, 12, 30)
"""Day 0 of a spreadsheet's dates, from 1900-03-01 on."""
MAX_YEARS_AHEAD = 15
"""How far ahead a plan may set a deadline."""
_NUMERIC_DATE = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})(?:[./-]([0-9]{1,2}))?")


def parse_deadline(text: str, year: int) -> dt.date:
    """The last day that the words mean, of `year` where they name none.

    Five digits are a date that lost its format in the spreadsheet. Raises ValueError with a
    message for people if it is no deadline.
    """
    normalised_text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    normalised_text = normalised_text.removesuffix("完成").removesuffix("之前").removesuffix("前")
    try:
        if _SERIAL_DATE.fullmatch(normalised_text):
            return _require_plausible(_SPREADSHEET_EPOCH + dt.timedelta(days=int(normalised_text)), year)
        if (match := _NUMERIC_DATE.fullmatch(normalised_text)) is not None:
            date_parts = [f"{int(number):02d}" for number in match.groups() if number is not None]
            normalised_text = "-".join(date_parts)
        return _require_plausible(parse_date(normalised_text, "deadline", year), year)
    except (TargetError, ValueError) as error:
        message = _("“%s”不是时限。请写成 2025-12-31、2025年6月底、6月底或年底。")
        raise ValueError(message % text) from error


def _require_plausible(deadline: dt.date, year: int) -> dt.date:
    """The deadline; raises ValueError if it is so far from the plan's year that it is a typo."""
    if not year - 1 <= deadline.year <= year + MAX_YEARS_AHEAD:
        raise ValueError
    return deadline
