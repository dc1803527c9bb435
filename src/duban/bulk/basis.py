"""Over what time a change is measured: one year, the average of several, several together."""

from __future__ import annotations

import re
from enum import StrEnum

from duban.commitments import Claim, ClaimKind, Report


class Basis(StrEnum):
    """Over what time a change is measured."""

    YEAR = "year"
    ANNUAL_AVERAGE = "annual_average"
    CUMULATIVE = "cumulative"
    SINCE_EARLIER_YEAR = "since_earlier_year"
    PART_OF_YEAR = "part_of_year"


_AVERAGE_WORDS = re.compile(
    r"(?:年均|年平均)(?!浓度|值|气温|降水|降雨|水质|水平|收入|工资|价格)(?![^,;。]*(?:同比|[比较](?:上年|去年)))|平均每年|每年平均|年递增"
)
"""年均浓度同比下降14%: the mean of a year is what is measured, and the change is of one year."""
_CUMULATIVE_WORDS = re.compile(r"累计|[一二两三四五六七八九十\d]年(?:来|间)|翻[一两二三]番|(?:时期|期间)(?!增长极)")
_PART_OF_YEAR_WORDS = re.compile(
    r"上半年|前[一二三]季度|[一二三四]季度|1[-—－~～至到]\d{1,2}月|前\d{1,2}个?月|\d月当月"
)
_YEAR_PATTERN = re.compile(r"(?:19|20)\d\d(?=年)")
_COMPARISON_YEAR = re.compile(r"[比较](?P<year>(?:19|20)\d\d)年")
_EARLIER_PERIOD = re.compile(r"比(?:“?[一二三四五六七八九十]+五”?(?:末|初|时期)|改革前|建国初)")
_CHANGE_KINDS = frozenset({ClaimKind.GROWTH, ClaimKind.POINTS})


def find_basis(claim: Claim, report: Report) -> Basis | None:
    """Over what time a claim's change is measured; None for a claim that is no change.

    The words of the claim's own clause decide; a clause that says nothing speaks of one year, for
    that is what reports give growth for.

    >>> [basis.value for basis in Basis]
    ['year', 'annual_average', 'cumulative', 'since_earlier_year', 'part_of_year']
    """
    if claim.kind not in _CHANGE_KINDS:
        return None
    evidence = claim.evidence
    start = min(evidence.clause[0], claim.start) if evidence is not None else claim.start
    preceding_text = report.text[start : claim.start]
    if _AVERAGE_WORDS.search(preceding_text):
        return Basis.ANNUAL_AVERAGE
    if (evidence is not None and evidence.cumulative) or _CUMULATIVE_WORDS.search(preceding_text):
        return Basis.CUMULATIVE
    if _compares_with_earlier(preceding_text, report.year):
        return Basis.SINCE_EARLIER_YEAR
    return Basis.PART_OF_YEAR if _PART_OF_YEAR_WORDS.search(preceding_text) else Basis.YEAR


def _compares_with_earlier(words: str, plan_year: int | None) -> bool:
    """Whether the change is since a year before the last one (比2025年增长 in a report of 2031)."""
    comparison = _COMPARISON_YEAR.search(words)
    if comparison is None:
        return _EARLIER_PERIOD.search(words) is not None
    stated_years = [int(year) for year in _YEAR_PATTERN.findall(words) if year != comparison["year"]]
    reviewed_year = stated_years[-1] if stated_years else plan_year and plan_year - 1
    return reviewed_year is not None and int(comparison["year"]) < reviewed_year - 1
