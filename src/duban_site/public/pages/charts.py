"""The charts of the public pages, from published rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from duban.documents.charts import BarSegment, render_sparkline, render_stacked_bar
from duban.series import Period, PeriodError
from duban_site.boards.claim_chart import RATE_KINDS, draw_claim_chart
from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.public.edition import Edition
from duban_site.snapshots.content import Claim


def draw_status_bar(title: str, counts: Mapping[str, int], max_total: int | None = None) -> SafeString:
    """A stacked bar of statuses in the bulletin's order."""
    pieces = [BarSegment(status, str(word), counts.get(status, 0)) for status, word in STATUS_CHOICES]
    return _mark_svg_safe(render_stacked_bar(title, pieces, max_total))


def draw_figures_chart(edition: Edition, claim: Claim) -> SafeString:
    """The claim's figures over its target band; empty without figures."""
    if not claim.figures:
        return _mark_svg_safe("")
    year, rules = edition.year, edition.header.rules
    return draw_claim_chart(claim, claim.current_figures, _expected_value_by_date(claim), year, rules)


def _expected_value_by_date(claim: Claim) -> dict[dt.date, Decimal]:
    assessment = claim.assessment
    if assessment is None or assessment.expected is None or not assessment.period:
        return {}
    try:
        return {Period.parse(assessment.period).end: assessment.expected}
    except PeriodError:
        return {}


def draw_sparkline(claim: Claim) -> SafeString:
    """A small line chart of a claim's figures."""
    values = [figure.value for figure in claim.current_figures]
    return _mark_svg_safe(render_sparkline(claim.indicator, values, claim.value if claim.kind in RATE_KINDS else None))


def _mark_svg_safe(svg: str) -> SafeString:
    """Mark the chart as safe: the library escapes every text that it puts into one."""
    return mark_safe(svg)  # noqa: S308
