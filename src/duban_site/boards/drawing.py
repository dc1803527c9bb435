"""From rows to the library's charts: what each axis, band and bar stands for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from duban.documents.charts import Band, Line, Piece, Point, line, spark, stacked
from duban.progress import Rules, RulesError
from duban_site.boards.queries import Group, Months
from duban_site.boards.queries.dossier import ClaimFile
from duban_site.boards.queries.overview import Headline, PartRow
from duban_site.figures.models import Assessment
from duban_site.figures.models.assessment import STATUSES
from duban_site.plans.amounts import show
from duban_site.plans.models import Claim

RATES = frozenset({"growth", "share", "points"})


def bar(title: str, counts: dict[str, int], most: int) -> SafeString:
    """A stacked bar of statuses in the bulletin's order."""
    pieces = [Piece(key, str(word), counts.get(key, 0)) for key, word in STATUSES]
    return _safe(stacked(title, pieces, most))


def parts(rows: Sequence[PartRow]) -> list[tuple[PartRow, SafeString]]:
    """Each part with its bar, as wide as it is rich."""
    most = max((row.total for row in rows), default=0)
    return [(row, bar(row.part.heading, row.counts, most)) for row in rows]


def groups(found: Sequence[Group]) -> list[tuple[Group, SafeString]]:
    """Each unit or leader with its bar."""
    most = max((group.total for group in found), default=0)
    return [(group, bar(group.name, group.counts, most)) for group in found]


def year(months: Months) -> list[tuple[Any, SafeString]]:
    """Every assessed day with its bar, oldest first."""
    most = max((day.total for day in months.days), default=0)
    return [(day, bar(day.as_of.isoformat(), day.counts, most)) for day in months.days]


def headlines(found: Iterable[Headline]) -> list[tuple[Headline, SafeString]]:
    """Each headline indicator with the way of its figures against its bound."""
    out = []
    for headline in found:
        values = [figure.value for figure in headline.figures]
        bound = headline.claim.value if headline.claim.kind in RATES else None
        out.append((headline, _safe(spark(headline.claim.indicator, values, bound))))
    return out


def claim(file: ClaimFile) -> SafeString:
    """The claim's figures over its target band, with the schedule behind."""
    own, figures = file.claim, file.holding
    if not figures and not any(row.value is not None for row in file.assessments):
        return _safe("")
    first, last = _span(file)
    actual = [Point(figure.end, figure.value) for figure in figures]
    if own.kind == "volume" and actual and figures[0].period[:4] == str(first.year):
        actual.insert(0, Point(first, Decimal(0)))
    chart = Line(
        title=_("%(name)s：进展与目标") % {"name": own.indicator},
        start=first,
        end=last,
        actual=actual,
        schedule=_schedule(own, file.assessments, first, last),
        band=_band(own),
        show=lambda value: show(value, own.unit, own.value if own.value is not None else value),
        months=_ticks(first, last),
    )
    return _safe(line(chart))


def _span(file: ClaimFile) -> tuple[dt.date, dt.date]:
    year = file.claim.commitment.plan.year
    ends = [figure.end for figure in file.holding]
    start = min([dt.date(year, 1, 1), *(end.replace(month=1, day=1) for end in ends)])
    return start, max([dt.date(year, 12, 31), *ends])


def _schedule(own: Claim, rows: Sequence[Assessment], first: dt.date, last: dt.date) -> list[Point]:
    """What was expected by each figure's own period, and the target at the end."""
    if own.kind in RATES or own.value is None:
        return []
    points: dict[dt.date, Decimal] = {}
    for row in rows:
        at = _period_end(row)
        if row.expected is not None and at is not None and first < at <= last:
            points[at] = row.expected
    if not points:
        return []
    points[last] = own.value
    start = Decimal(0) if own.baseline is None or own.kind == "volume" else own.baseline
    return [Point(first, start), *(Point(at, points[at]) for at in sorted(points))]


def _period_end(row: Assessment) -> dt.date | None:
    figure = (row.sum.get("inputs") or {}).get("figure")
    if not figure:
        return None
    from duban.series import Period

    return Period.parse(figure["period"]).end


def _band(own: Claim) -> Band | None:
    """Where the target is met, by its bound; 左右 with the tolerance of the plan's rules."""
    value = own.value
    if value is None:
        return None
    fall = own.direction == "down" and own.kind in ("growth", "points")
    if own.comparator in ("le", "lt"):
        return Band(value, high=value)
    if own.comparator == "range" and own.value_high is not None:
        return Band(value, low=value, high=own.value_high)
    if own.comparator == "approx":
        room = _room(own)
        return Band(value, low=value - room)
    return Band(-value, high=-value) if fall else Band(value, low=value)


def _room(own: Claim) -> Decimal:
    try:
        rules = Rules.load(own.commitment.plan.rules)
    except RulesError:
        return Decimal(0)
    if own.kind in RATES:
        return rules.approx_rate
    return abs(own.value or Decimal(0)) * rules.approx_amount / 100


def _ticks(first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
    if last.year > first.year:
        return [(dt.date(y, 12, 31), str(y)) for y in range(first.year, last.year + 1)]
    year = first.year
    ends = [dt.date(year, 3, 31), dt.date(year, 6, 30), dt.date(year, 9, 30), dt.date(year, 12, 31)]
    return [(end, _("%(n)s月") % {"n": end.month}) for end in ends]


def _safe(svg: str) -> SafeString:
    """The library escapes every text that it puts into a chart."""
    return mark_safe(svg)  # noqa: S308
