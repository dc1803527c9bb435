"""From rows to the library's charts: what each axis, band and bar stands for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from duban.documents.charts import BarSegment, render_sparkline, render_stacked_bar
from duban_site.boards.claim_chart import RATE_KINDS, draw_claim_chart
from duban_site.boards.queries import Group, Months
from duban_site.boards.queries.dossier import ClaimFile, Dossier
from duban_site.boards.queries.overview import Headline, PartRow
from duban_site.boards.queries.rows import AssessmentRow
from duban_site.core.status_labels import STATUS_CHOICES


def draw_status_bar(title: str, counts: dict[str, int], max_total: int) -> SafeString:
    """A stacked bar of statuses in the bulletin's order."""
    pieces = [BarSegment(status, str(word), counts.get(status, 0)) for status, word in STATUS_CHOICES]
    return _mark_svg_safe(render_stacked_bar(title, pieces, max_total))


def draw_parts(rows: Sequence[PartRow]) -> list[tuple[PartRow, SafeString]]:
    """Pair each part with its bar; the part with most commitments has the widest."""
    max_total = max((row.total for row in rows), default=0)
    return [(row, draw_status_bar(row.part.heading, row.counts, max_total)) for row in rows]


def draw_groups(groups: Sequence[Group]) -> list[tuple[Group, SafeString]]:
    """Each unit or leader with its bar."""
    max_total = max((group.total for group in groups), default=0)
    return [(group, draw_status_bar(group.name, group.counts, max_total)) for group in groups]


def draw_year(months: Months) -> list[tuple[Any, SafeString]]:
    """Pair every assessed day with its bar, oldest first."""
    max_total = max((month.total for month in months.days), default=0)
    return [(month, draw_status_bar(month.as_of.isoformat(), month.counts, max_total)) for month in months.days]


def draw_headlines(headlines: Iterable[Headline]) -> list[tuple[Headline, SafeString]]:
    """Pair each headline indicator with a sparkline of its figures and, for rates, its bound."""
    pairs = []
    for headline in headlines:
        values = [figure.value for figure in headline.figures]
        bound = headline.claim.value if headline.claim.kind in RATE_KINDS else None
        pairs.append((headline, _mark_svg_safe(render_sparkline(headline.claim.indicator, values, bound))))
    return pairs


def draw_claims(dossier: Dossier) -> list[tuple[ClaimFile, SafeString]]:
    """Each claim with its figures over its target band, and the schedule behind."""
    commitment = dossier.commitment
    return [(claim, _draw_claim(claim, commitment.year, commitment.rules)) for claim in dossier.claims]


def _draw_claim(claim_file: ClaimFile, year: int, rules: str) -> SafeString:
    figures = claim_file.current_figures
    if not figures and not any(row.value is not None for row in claim_file.assessments):
        return _mark_svg_safe("")
    return draw_claim_chart(claim_file.claim, figures, _expected_by_period_end(claim_file.assessments), year, rules)


def _expected_by_period_end(rows: Sequence[AssessmentRow]) -> dict[dt.date, Decimal]:
    """Period end → what was expected by then."""
    expected = {}
    for row in rows:
        period_end = _period_end(row)
        if row.expected is not None and period_end is not None:
            expected[period_end] = row.expected
    return expected


def _period_end(row: AssessmentRow) -> dt.date | None:
    figure = (row.sum.get("inputs") or {}).get("figure")
    if not figure:
        return None
    from duban.series import Period

    return Period.parse(figure["period"]).end


def _mark_svg_safe(svg: str) -> SafeString:
    """The library escapes every text that it puts into a chart."""
    return mark_safe(svg)  # noqa: S308
