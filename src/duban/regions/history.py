"""Regions as they were in a year: codes change when a county becomes a district.

The table (data/regions/history.csv) has the names and codes that are no longer valid;
`finding` has today's.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from duban.regions.lookup import AmbiguousRegionError, find_region
from duban.regions.table import Level, Region, find_by_code

YEAR_TOLERANCE = 1
"""A report of January may still bear the name that ended with the year before."""


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a code bore until `last_year`. `first_year` is None where it is not known."""

    code: str
    name: str
    first_year: int | None
    last_year: int
    successor: str | None

    def was_valid_in(self, year: int, tolerance: int = 0) -> bool:
        """Whether the code bore the name in that year."""
        return (self.first_year or 0) <= year <= self.last_year + tolerance


def find_in_year(name: str, year: int | None) -> Region | None:
    """The region that bore a name in a year, with the code of that year; today's without a year.

    The name may stand behind those of the regions it lies in, as in `find_region`. None where no
    region bore it, or where several did and nothing tells them apart.

    >>> find_in_year("徐水县", 2010).code, find_in_year("徐水区", 2020).code
    ('130625', '130609')
    """
    try:
        current_region = find_region(name)
    except AmbiguousRegionError:
        current_region = None
    if year is None:
        return current_region
    for tolerance in (0, YEAR_TOLERANCE):
        former_region = _find_former(name, year, current_region, tolerance)
        if former_region is not None:
            return former_region
        if current_region is not None:
            return current_region
    return None


def current_code(code: str) -> str:
    """The code that a region has today, followed through its changes; the same where none is known.

    >>> current_code("130625")
    '130609'
    """
    visited = {code}
    while find_by_code(code) is None:
        successors = {
            former_name.successor for former_name in _former_names_by_code().get(code, ()) if former_name.successor
        } - visited
        if len(successors) != 1:
            return code
        code = successors.pop()
        visited.add(code)
    return code


def _find_former(name: str, year: int, current_region: Region | None, tolerance: int) -> Region | None:
    candidates = [
        region
        for length in range(2, len(name) + 1)
        for former_name in _former_names_by_name().get(name[-length:], ())
        if former_name.was_valid_in(year, tolerance)
        if current_region is None
        or (current_region.code[:2] == former_name.code[:2] and former_name.name == current_region.name)
        if (region := _build_region(former_name)) is not None and _lies_in(region, name[:-length])
    ]
    return candidates[0] if len({region.code for region in candidates}) == 1 else None


def _build_region(former_name: FormerName) -> Region | None:
    province = f"{former_name.code[:2]}0000"
    if former_name.code.endswith("0000"):
        return Region(former_name.code, former_name.name, Level.PROVINCE, "000000")
    if former_name.code.endswith("00"):
        return Region(former_name.code, former_name.name, Level.PREFECTURE, province)
    prefecture_code = f"{former_name.code[:4]}00"
    return Region(
        former_name.code, former_name.name, Level.COUNTY, prefecture_code if find_by_code(prefecture_code) else province
    )


def _lies_in(region: Region, words_before: str) -> bool:
    """Whether the words before a name are those of regions that it lies in."""
    for ancestor in region.ancestors:
        stem = ancestor.name.rstrip("省市区县")
        for name_form in (ancestor.name, stem):
            if words_before.startswith(name_form):
                words_before = words_before[len(name_form) :]
                break
    return not words_before


@cache
def _load_former_names() -> tuple[FormerName, ...]:
    csv_text = files("duban").joinpath("data/regions/history.csv").read_text("utf-8")
    return tuple(
        FormerName(
            row["code"],
            row["name"],
            int(row["first_year"]) if row["first_year"] else None,
            int(row["last_year"]),
            row["successor"] or None,
        )
        for row in csv.DictReader(csv_text.splitlines())
    )


@cache
def _former_names_by_name() -> dict[str, tuple[FormerName, ...]]:
    rows_by_name: dict[str, list[FormerName]] = defaultdict(list)
    for row in _load_former_names():
        rows_by_name[row.name].append(row)
    return {name: tuple(rows) for name, rows in rows_by_name.items()}


@cache
def _former_names_by_code() -> dict[str, tuple[FormerName, ...]]:
    rows_by_code: dict[str, list[FormerName]] = defaultdict(list)
    for row in _load_former_names():
        rows_by_code[row.code].append(row)
    return {code: tuple(rows) for code, rows in rows_by_code.items()}
