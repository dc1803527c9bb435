"""The page that compares the published plans with each other."""

from __future__ import annotations

from collections.abc import Sequence

from duban.commitments import Commitment
from duban.comparison import Comparison, compare
from duban.documents.comparison import render_comparison_csv
from duban_site.comparison.page_content import ComparisonQuery, build_page, format_year_range
from duban_site.comparison.reading import build_report
from duban_site.plans.build_report import convert_commitment
from duban_site.public.edition import Edition
from duban_site.public.pages.page import Page, build_plan_path

COMPARISON_PATH = "comparison/"
TARGETS_CSV_PATH = f"{COMPARISON_PATH}targets.csv"
_comparison_cache: dict[tuple[tuple[int, str], ...], Comparison] = {}


def build_comparison_page(editions: Sequence[Edition]) -> Page:
    """The targets of all plans beside last year's results and those of the level above."""
    link_by_name = {_name_edition(edition): f"../{build_plan_path(edition)}" for edition in editions}
    comparison_view = build_page(compare_editions(editions), ComparisonQuery(), link_by_name)
    years = format_year_range(comparison_view.comparison.years)
    return Page(
        COMPARISON_PATH, "public/comparison.html", {"found": comparison_view, "years": years, "data": TARGETS_CSV_PATH}
    )


def render_targets_csv(editions: Sequence[Edition]) -> bytes:
    """The comparison as CSV."""
    return render_comparison_csv(compare_editions(editions))


def compare_editions(editions: Sequence[Edition]) -> Comparison:
    """Compare the published claims, and the last year's results that the texts state.

    Computed once per set of publications: a published plan never changes, a new one has a new hash.
    """
    cache_key = tuple((edition.plan, edition.issue.sha256) for edition in editions)
    comparison = _comparison_cache.get(cache_key)
    if comparison is None:
        comparison = compare(
            (_name_edition(edition), build_report(edition.text, edition.city, edition.year, _list_commitments(edition)))
            for edition in editions
        )
        _comparison_cache.clear()
        _comparison_cache[cache_key] = comparison
    return comparison


def _list_commitments(edition: Edition) -> list[Commitment]:
    return [convert_commitment(line.row, line.row.claims) for line in edition.lines]


def _name_edition(edition: Edition) -> str:
    return f"{edition.city}{edition.year}"
