"""What of a question the published data does not answer, in words that an assistant can pass on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duban.mcp.plans import Shelf
from duban.mcp.searching import Found
from duban.mcp.words import Question
from duban.regions import AmbiguousRegionError, find

_PLACE = re.compile(r"[一-鿿]{2,6}?(?:省|自治区|市|自治州|县)")
_EXACT = re.compile(r"[0-9a-z]")
FEW = 0.5
"""Of the question's characters: where the hits have fewer, it is about something else."""


def missing(words: str, asked: Question, found: Found, shelf: Shelf, chosen: bool) -> list[str]:
    """Each thing that the question asks for and the data has not; none where it may be answered.

    `is_plan_named`: whether the plan was named beside the question.
    """
    told = [] if chosen else list(_places(words, shelf))
    told += _years(asked, found, shelf)
    told += _months(asked, found)
    size = sum(map(len, asked.pieces))
    absent = sum(map(len, found.absent))
    named = "”“".join(found.absent)
    if not found.hits:
        about = f"“{'”“'.join(asked.pieces)}”" if asked.pieces else "这个问题"
        told.append(f"已公布的目标任务里没有{about}")
    elif absent and (absent > FEW * size or any(map(_EXACT.search, found.absent))):
        told.append(f"已公布的目标任务里没有“{named}”；列出的只是相近的任务")
    return told


def _places(words: str, shelf: Shelf) -> Iterator[str]:
    cities = {str(plan.facts["city"]) for plan in shelf.plans}
    for name in _PLACE.findall(words):
        if any(city.endswith(name) or name.endswith(city) for city in cities):
            continue
        try:
            region = find(name)
        except AmbiguousRegionError:
            region = None
        if region is not None and region.name not in cities:
            yield f"没有公布{region.name}的计划；已公布的：{'、'.join(sorted(cities))}"


def _years(asked: Question, found: Found, shelf: Shelf) -> Iterator[str]:
    plans = {hit.plan.key: hit.plan for hit in found.hits}.values()
    periods = {
        str(claim["period"] or "")
        for hit in found.hits
        for claim in hit.plan.rows_of("claims", hit.number)
    }
    known = {int(plan.facts["year"]) for plan in (plans or shelf.plans)}
    for year in asked.years:
        if year not in known and not any(str(year) in period for period in periods):
            there = "、".join(plan.key for plan in shelf.plans)
            yield f"没有{year}年的已公布计划或目标；已公布的：{there}"


def _months(asked: Question, found: Found) -> Iterator[str]:
    for month in asked.months:
        ends = [
            str(row["end"])[:7]
            for hit in found.hits[:3]
            for row in hit.plan.rows_of("figures", hit.number)
        ]
        if ends and month not in ends:
            yield f"没有{month}的进展数据，最新到{max(ends)}"
        elif found.hits and not ends:
            yield f"没有{month}的进展数据"
