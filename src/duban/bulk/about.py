"""The year that each claim of a report is of, where the text allows one to say."""

from __future__ import annotations

import re

from duban.commitments import PartRole, Report, Role
from duban.reading import document_class
from duban.verification import gathering

_YEAR = re.compile(r"(?:19|20)\d\d")
_AVERAGE = re.compile(r"年均|平均每年|每年平均|年平均|累计")
_BEFORE = 12
"""Words of an average count only within so many characters before the number."""


def about_years(report: Report) -> dict[tuple[int, int], int]:
    """Year by the claim's span; without claims of several years, or of a year that is not stated.

    A target is of the plan year, unless its own words say otherwise; a result of the year before
    (in a bulletin of the same year), unless it or the nearest mark of time before it names another
    year or several. A part that sets goals for several years also reviews several years.
    """
    if report.year is None:
        return _stated(report)
    found = _stated(report)
    for span in gathering.target_spans(report):
        found.setdefault(span, report.year)
    told = report.year - document_class(report.kind).looks_back
    goals = [(p.start, p.end) for p in report.parts if p.role is PartRole.GOALS]
    for result, many_years in gathering.result_claims(report, told):
        if not many_years and not any(a <= result.start < b for a, b in goals):
            found.setdefault((result.start, result.end), told)
    return found


def _stated(report: Report) -> dict[tuple[int, int], int]:
    """Year by span of the claims whose period is one year in four digits."""
    return {
        (c.start, c.end): int(c.period)
        for c in report.claims()
        if c.period and c.role is not Role.GOAL and _YEAR.fullmatch(c.period)
        if not _AVERAGE.search(report.text, max(0, c.start - _BEFORE), c.start)
    }
