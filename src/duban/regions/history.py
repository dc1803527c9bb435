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

from duban.regions.finding import AmbiguousRegionError, find
from duban.regions.table import Level, Region, by_code

TOLERANCE = 1
"""A report of January may still bear the name that ended with the year before."""


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a code bore until `last_year`. `first_year` is None where it is not known."""

    code: str
    name: str
    first_year: int | None
    last_year: int
    successor: str | None

    def held_in(self, year: int, tolerance: int = 0) -> bool:
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
        today = find(name)
    except AmbiguousRegionError:
        today = None
    if year is None:
        return today
    for tolerance in (0, TOLERANCE):
        former = _former(name, year, today, tolerance)
        if former is not None:
            return former
        if today is not None:
            return today
    return None


def current_code(code: str) -> str:
    """The code that a region has today, followed through its changes; the same where none is known.

    >>> current_code("130625")
    '130609'
    """
    seen = {code}
    while by_code(code) is None:
        following = {row.successor for row in _by_code().get(code, ()) if row.successor} - seen
        if len(following) != 1:
            return code
        code = following.pop()
        seen.add(code)
    return code


def _former(name: str, year: int, today: Region | None, tolerance: int) -> Region | None:
    found = [
        region
        for length in range(2, len(name) + 1)
        for row in _by_name().get(name[-length:], ())
        if row.held_in(year, tolerance)
        if today is None or (today.code[:2] == row.code[:2] and row.name == today.name)
        if (region := _region(row)) is not None and _lies_in(region, name[:-length])
    ]
    return found[0] if len({region.code for region in found}) == 1 else None


def _region(row: FormerName) -> Region | None:
    province = f"{row.code[:2]}0000"
    if row.code.endswith("0000"):
        return Region(row.code, row.name, Level.PROVINCE, "000000")
    if row.code.endswith("00"):
        return Region(row.code, row.name, Level.PREFECTURE, province)
    above = f"{row.code[:4]}00"
    return Region(row.code, row.name, Level.COUNTY, above if by_code(above) else province)


def _lies_in(region: Region, before: str) -> bool:
    """Whether the words before a name are those of regions that it lies in."""
    for above in region.ancestors:
        stem = above.name.rstrip("省市区县")
        for form in (above.name, stem):
            if before.startswith(form):
                before = before[len(form) :]
                break
    return not before


@cache
def _rows() -> tuple[FormerName, ...]:
    text = files("duban").joinpath("data/regions/history.csv").read_text("utf-8")
    return tuple(
        FormerName(
            row["code"],
            row["name"],
            int(row["first_year"]) if row["first_year"] else None,
            int(row["last_year"]),
            row["successor"] or None,
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def _by_name() -> dict[str, tuple[FormerName, ...]]:
    found: dict[str, list[FormerName]] = defaultdict(list)
    for row in _rows():
        found[row.name].append(row)
    return {name: tuple(rows) for name, rows in found.items()}


@cache
def _by_code() -> dict[str, tuple[FormerName, ...]]:
    found: dict[str, list[FormerName]] = defaultdict(list)
    for row in _rows():
        found[row.code].append(row)
    return {code: tuple(rows) for code, rows in found.items()}
