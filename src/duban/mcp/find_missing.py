"""What of a question the published data does not answer, in words that an assistant can pass on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duban.mcp.plans import Publication
from duban.mcp.search import SearchResult
from duban.mcp.words import Question
from duban.regions import AmbiguousRegionError, find_region

_PLACE_NAME = re.compile(r"[一-鿿]{2,6}?(?:省|自治区|市|自治州|县)")
_LATIN_OR_DIGIT = re.compile(r"[0-9a-z]")
MAX_ABSENT_SHARE = 0.5
"""Of the question's characters: where the hits have fewer, it is about something else."""


def find_missing(
    words: str, question: Question, search_result: SearchResult, publication: Publication, is_plan_named: bool
) -> list[str]:
    """Each thing that the question asks for and the data has not; none where it may be answered.

    `is_plan_named`: whether the plan was named beside the question.
    """
    notes = [] if is_plan_named else list(_find_missing_places(words, publication))
    notes += _find_missing_years(question, search_result, publication)
    notes += _find_missing_months(question, search_result)
    question_length = sum(map(len, question.pieces))
    absent_length = sum(map(len, search_result.absent))
    absent_words = "”“".join(search_result.absent)
    if not search_result.hits:
        subject = f"“{'”“'.join(question.pieces)}”" if question.pieces else "这个问题"
        notes.append(f"已公布的目标任务里没有{subject}")
    elif absent_length and (
        absent_length > MAX_ABSENT_SHARE * question_length or any(map(_LATIN_OR_DIGIT.search, search_result.absent))
    ):
        notes.append(f"已公布的目标任务里没有“{absent_words}”；列出的只是相近的任务")
    return notes


def _find_missing_places(words: str, publication: Publication) -> Iterator[str]:
    cities = {str(plan.facts["city"]) for plan in publication.plans}
    for name in _PLACE_NAME.findall(words):
        if any(city.endswith(name) or name.endswith(city) for city in cities):
            continue
        try:
            region = find_region(name)
        except AmbiguousRegionError:
            region = None
        if region is not None and region.name not in cities:
            yield f"没有公布{region.name}的计划；已公布的：{'、'.join(sorted(cities))}"


def _find_missing_years(question: Question, search_result: SearchResult, publication: Publication) -> Iterator[str]:
    plans = {hit.plan.key: hit.plan for hit in search_result.hits}.values()
    periods = {
        str(claim["period"] or "")
        for hit in search_result.hits
        for claim in hit.plan.get_commitment_rows("claims", hit.number)
    }
    published_years = {int(plan.facts["year"]) for plan in (plans or publication.plans)}
    for year in question.years:
        if year not in published_years and not any(str(year) in period for period in periods):
            plan_names = "、".join(plan.key for plan in publication.plans)
            yield f"没有{year}年的已公布计划或目标；已公布的：{plan_names}"


def _find_missing_months(question: Question, search_result: SearchResult) -> Iterator[str]:
    for month in question.months:
        published_months = [
            str(row["end"])[:7]
            for hit in search_result.hits[:3]
            for row in hit.plan.get_commitment_rows("figures", hit.number)
        ]
        if published_months and month not in published_months:
            yield f"没有{month}的进展数据，最新到{max(published_months)}"
        elif search_result.hits and not published_months:
            yield f"没有{month}的进展数据"
