"""The charts of the public pages, from published rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from duban.documents.charts import Piece, spark, stacked
from duban.series import Period, PeriodError
from duban_site.boards.claim_chart import RATES, claim_chart
from duban_site.core.status_words import STATUSES
from duban_site.public.edition import Edition
from duban_site.snapshots.content import Claim


def bar(title: str, counts: Mapping[str, int], most: int | None = None) -> SafeString:
    """A stacked bar of statuses in the bulletin's order."""
    pieces = [Piece(key, str(word), counts.get(key, 0)) for key, word in STATUSES]
    return _safe(stacked(title, pieces, most))


def chart(edition: Edition, claim: Claim) -> SafeString:
    """The claim's figures over its target band; empty without figures."""
    if not claim.figures:
        return _safe("")
    year, rules = edition.year, edition.header.rules
    return claim_chart(claim, claim.holding, _expected(claim), year, rules)


def _expected(claim: Claim) -> dict[dt.date, Decimal]:
    now = claim.assessment
    if now is None or now.expected is None or not now.period:
        return {}
    try:
        return {Period.parse(now.period).end: now.expected}
    except PeriodError:
        return {}


def sparkline(claim: Claim) -> SafeString:
    """A small line chart of a claim's figures."""
    values = [figure.value for figure in claim.holding]
    return _safe(spark(claim.indicator, values, claim.value if claim.kind in RATES else None))


def _safe(svg: str) -> SafeString:
    """Mark the chart as safe: the library escapes every text that it puts into one."""
    return mark_safe(svg)  # noqa: S308
