"""The one year that each claim of a report speaks of, where the text tells."""

from __future__ import annotations

import re

from duban.commitments import Report, Role
from duban.years import gathering

_YEAR = re.compile(r"(?:19|20)\d\d")


def about_years(report: Report) -> dict[tuple[int, int], int]:
    """Year by the claim's span. Claims of several years, or of a year not told, are not in it.

    A target speaks of the plan year, unless its own words say otherwise; a result of the year
    before it, unless it or the nearest mark before it speaks of another year or of several.
    """
    if report.year is None:
        return _stated(report)
    found = _stated(report)
    for target in gathering.targets(report):
        found.setdefault((target.start, target.end), report.year)
    for result in gathering.results(report, report.year - 1):
        if not result.many_years and result.start is not None and result.end is not None:
            found.setdefault((result.start, result.end), report.year - 1)
    return found


def _stated(report: Report) -> dict[tuple[int, int], int]:
    """Claims whose period is one year, said in so many digits."""
    return {
        (c.start, c.end): int(c.period)
        for c in report.claims()
        if c.period and c.role is not Role.GOAL and _YEAR.fullmatch(c.period)
    }
