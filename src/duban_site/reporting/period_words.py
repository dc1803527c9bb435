"""A period in words."""

from __future__ import annotations

from django.utils.translation import get_language

from duban.series import Period, PeriodError


def period_words(text: str | None) -> str:
    """A period as people write it: 1—5月, 一季度, 全年; a day stays a date."""
    if not text:
        return ""
    try:
        period = Period.parse(text)
    except PeriodError:
        return text
    if period.day is not None:
        return text
    return period.chinese().removeprefix(f"{period.year}年") or "全年"


def full_period_words(text: str) -> str:
    """A period with its year: 2025年1—10月; in English the stored notation with a dash."""
    if get_language() == "en":
        return text.replace("..", "–")
    try:
        return Period.parse(text).chinese()
    except PeriodError:
        return text
