"""The year that each claim of a report is of, where the text allows one to say."""

from __future__ import annotations

import re

from duban.commitments import PartRole, Report, Role
from duban.reading import find_document_class
from duban.verification import gather_claims

_YEAR_PATTERN = re.compile(r"(?:19|20)\d\d")
_AVERAGE_WORDS = re.compile(r"年均|平均每年|每年平均|年平均|累计")
_AVERAGE_DISTANCE = 12
"""Words of an average count only within so many characters before the number."""


def find_claim_years(report: Report) -> dict[tuple[int, int], int]:
    """Year by the claim's span; without claims of several years, or of a year that is not stated.

    A target is of the plan year, unless its own words say otherwise; a result of the year before
    (in a bulletin of the same year), unless it or the nearest mark of time before it names another
    year or several. A part that sets goals for several years also reviews several years.
    """
    if report.year is None:
        return _find_stated_years(report)
    year_by_span = _find_stated_years(report)
    for span in gather_claims.find_target_spans(report):
        year_by_span.setdefault(span, report.year)
    reviewed_year = report.year - find_document_class(report.kind).looks_back
    goal_spans = [(part.start, part.end) for part in report.parts if part.role is PartRole.GOALS]
    for result, covers_many_years in gather_claims.find_result_claims(report, reviewed_year):
        if not covers_many_years and not any(
            span_start <= result.start < span_end for span_start, span_end in goal_spans
        ):
            year_by_span.setdefault((result.start, result.end), reviewed_year)
    return year_by_span


def _find_stated_years(report: Report) -> dict[tuple[int, int], int]:
    """Year by span of the claims whose period is one year in four digits."""
    return {
        (claim.start, claim.end): int(claim.period)
        for claim in report.claims()
        if claim.period and claim.role is not Role.GOAL and _YEAR_PATTERN.fullmatch(claim.period)
        if not _AVERAGE_WORDS.search(report.text, max(0, claim.start - _AVERAGE_DISTANCE), claim.start)
    }
