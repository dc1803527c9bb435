"""The page that holds the published plans against each other."""

from __future__ import annotations

from collections.abc import Sequence

from duban.commitments import (
    Claim,
    ClaimKind,
    Commitment,
    CommitmentType,
    Comparator,
    Direction,
    Role,
    Strength,
)
from duban.compare import Comparison, compare
from duban.documents.comparison import comparison_csv
from duban_site.comparing.reading import report_of
from duban_site.comparing.shown import Asked, shown, years_said
from duban_site.plans.as_report import plain
from duban_site.public.edition import Edition
from duban_site.public.pages.page import Page, place
from duban_site.snapshots.content import Claim as Published
from duban_site.snapshots.content import Row

PATH = "compare/"
DATA = f"{PATH}targets.csv"
_made: dict[tuple[tuple[int, str], ...], Comparison] = {}


def comparing(editions: Sequence[Edition]) -> Page:
    """Who set what, how hard, against last year's result and against the level above."""
    links = {_name(one): f"../{place(one)}" for one in editions}
    found = shown(compared(editions), Asked(), links)
    years = years_said(found.comparison.years)
    return Page(PATH, "public/compare.html", {"found": found, "years": years, "data": DATA})


def targets_csv(editions: Sequence[Edition]) -> bytes:
    """The same as data."""
    return comparison_csv(compared(editions))


def compared(editions: Sequence[Edition]) -> Comparison:
    """The published claims, and what the published texts say of the year before.

    Made once for what is published: a published plan never changes, another has another hash.
    """
    key = tuple((one.plan, one.issue.sha256) for one in editions)
    made = _made.get(key)
    if made is None:
        made = compare(
            (_name(one), report_of(one.text, one.city, one.year, [_own(x.row) for x in one.lines]))
            for one in editions
        )
        _made.clear()
        _made[key] = made
    return made


def _name(edition: Edition) -> str:
    return f"{edition.city}{edition.year}"


def _own(row: Row) -> Commitment:
    return Commitment(
        id=row.number,
        type=CommitmentType(row.type),
        start=row.start,
        end=row.end,
        text=row.text,
        claims=tuple(_claim(one, row.number) for one in row.claims),
    )


def _claim(one: Published, number: str) -> Claim:
    return Claim(
        start=one.start,
        end=one.end,
        number=one.number,
        quote=one.quote,
        indicator=one.indicator,
        role=Role(one.role),
        kind=ClaimKind(one.kind),
        comparator=Comparator(one.comparator) if one.comparator else None,
        value=plain(one.value),
        value_high=plain(one.value_high),
        unit=one.unit,
        direction=Direction(one.direction),
        strength=Strength(one.strength) if one.strength else None,
        period=one.period or None,
        commitment=number,
    )
