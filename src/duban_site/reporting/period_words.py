"""A period in words."""

from __future__ import annotations

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
