"""Five-year plans by name, and the years that they cover."""

from __future__ import annotations

from typing import Final

_PLAN_START: Final = {"六五": 1981, "七五": 1986, "八五": 1991, "九五": 1996, "十五": 2001} | {
    f"十{d}五": 2006 + 5 * i for i, d in enumerate("一二三四五六七八九")
}


def find_plan_years(plan_name: str) -> tuple[int, int] | None:
    """The first and last year of a five-year plan by its name (十四五 is 2021 to 2025)."""
    first_year = _PLAN_START.get(plan_name.strip("“”"))
    return None if first_year is None else (first_year, first_year + 4)
