"""From rows to the library's charts: what each axis, band and bar stands for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from duban.documents.charts import Piece, spark, stacked
from duban_site.boards.claim_chart import RATES, claim_chart
from duban_site.boards.queries import Group, Months
from duban_site.boards.queries.dossier import ClaimFile, Dossier
from duban_site.boards.queries.overview import Headline, PartRow
from duban_site.boards.queries.rows import AssessmentRow
from duban_site.core.status_words import STATUSES


def bar(title: str, counts: dict[str, int], most: int) -> SafeString:
    """A stacked bar of statuses in the bulletin's order."""
    pieces = [Piece(key, str(word), counts.get(key, 0)) for key, word in STATUSES]
    return _safe(stacked(title, pieces, most))


def parts(rows: Sequence[PartRow]) -> list[tuple[PartRow, SafeString]]:
    """Pair each part with its bar; the part with most commitments has the widest."""
    most = max((row.total for row in rows), default=0)
    return [(row, bar(row.part.heading, row.counts, most)) for row in rows]


def groups(found: Sequence[Group]) -> list[tuple[Group, SafeString]]:
    """Each unit or leader with its bar."""
    most = max((group.total for group in found), default=0)
    return [(group, bar(group.name, group.counts, most)) for group in found]


def year(months: Months) -> list[tuple[Any, SafeString]]:
    """Pair every assessed day with its bar, oldest first."""
    most = max((day.total for day in months.days), default=0)
    return [(day, bar(day.as_of.isoformat(), day.counts, most)) for day in months.days]


def headlines(found: Iterable[Headline]) -> list[tuple[Headline, SafeString]]:
    """Pair each headline indicator with a sparkline of its figures and, for rates, its bound."""
    out = []
    for headline in found:
        values = [figure.value for figure in headline.figures]
        bound = headline.claim.value if headline.claim.kind in RATES else None
        out.append((headline, _safe(spark(headline.claim.indicator, values, bound))))
    return out


def claims(file: Dossier) -> list[tuple[ClaimFile, SafeString]]:
    """Each claim with its figures over its target band, and the schedule behind."""
    one = file.commitment
    return [(claim, _claim(claim, one.year, one.rules)) for claim in file.claims]


def _claim(file: ClaimFile, year: int, rules: str) -> SafeString:
    figures = file.holding
    if not figures and not any(row.value is not None for row in file.assessments):
        return _safe("")
    return claim_chart(file.claim, figures, _expected(file.assessments), year, rules)


def _expected(rows: Sequence[AssessmentRow]) -> dict[dt.date, Decimal]:
    """Period end → what was expected by then."""
    found = {}
    for row in rows:
        at = _period_end(row)
        if row.expected is not None and at is not None:
            found[at] = row.expected
    return found


def _period_end(row: AssessmentRow) -> dt.date | None:
    figure = (row.sum.get("inputs") or {}).get("figure")
    if not figure:
        return None
    from duban.series import Period

    return Period.parse(figure["period"]).end


def _safe(svg: str) -> SafeString:
    """The library escapes every text that it puts into a chart."""
    return mark_safe(svg)  # noqa: S308
