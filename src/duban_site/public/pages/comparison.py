"""The page that compares the published plans with each other."""

from __future__ import annotations

from collections.abc import Sequence

from duban.commitments import Commitment
from duban.comparison import Comparison, compare
from duban.documents.comparison import comparison_csv
from duban_site.comparison.reading import report_of
from duban_site.comparison.shown import Asked, shown, years_said
from duban_site.plans.as_report import commitment_of
from duban_site.public.edition import Edition
from duban_site.public.pages.page import Page, place

PATH = "comparison/"
DATA = f"{PATH}targets.csv"
_made: dict[tuple[tuple[int, str], ...], Comparison] = {}


def comparing(editions: Sequence[Edition]) -> Page:
    """The targets of all plans beside last year's results and those of the level above."""
    links = {_name(one): f"../{place(one)}" for one in editions}
    found = shown(compared(editions), Asked(), links)
    years = years_said(found.comparison.years)
    return Page(PATH, "public/comparison.html", {"found": found, "years": years, "data": DATA})


def targets_csv(editions: Sequence[Edition]) -> bytes:
    """The comparison as CSV."""
    return comparison_csv(compared(editions))


def compared(editions: Sequence[Edition]) -> Comparison:
    """Compare the published claims, and the last year's results that the texts state.

    Computed once per set of publications: a published plan never changes, a new one has a new hash.
    """
    key = tuple((one.plan, one.issue.sha256) for one in editions)
    made = _made.get(key)
    if made is None:
        made = compare(
            (_name(one), report_of(one.text, one.city, one.year, _accepted(one)))
            for one in editions
        )
        _made.clear()
        _made[key] = made
    return made


def _accepted(edition: Edition) -> list[Commitment]:
    return [commitment_of(line.row, line.row.claims) for line in edition.lines]


def _name(edition: Edition) -> str:
    return f"{edition.city}{edition.year}"
