"""The chart of one claim: its figures over its target band, with the schedule behind.

Serves the boards (from the live tables) and the public pages (from a published snapshot) alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from duban.assessment import Rules, RulesError, Target
from duban.assessment.asking import Asked
from duban.documents.charts import Band, Line, Point, line
from duban_site.core.amounts import show

RATES = frozenset({"growth", "share", "points"})
AIM = ("indicator", "kind", "comparator", "direction", "unit", "value", "value_high", "baseline")


class Aim(Protocol):
    """What a claim asks for."""

    @property
    def indicator(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def comparator(self) -> str: ...  # noqa: D102
    @property
    def direction(self) -> str: ...  # noqa: D102
    @property
    def unit(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> Decimal | None: ...  # noqa: D102
    @property
    def value_high(self) -> Decimal | None: ...  # noqa: D102
    @property
    def baseline(self) -> Decimal | None: ...  # noqa: D102


class Dated(Protocol):
    """A figure that holds for a period."""

    @property
    def period(self) -> str: ...  # noqa: D102
    @property
    def end(self) -> dt.date: ...  # noqa: D102
    @property
    def value(self) -> Decimal: ...  # noqa: D102


def claim_chart(
    own: Aim,
    figures: Sequence[Dated],
    expected: Mapping[dt.date, Decimal],
    year: int,
    rules: str,
) -> SafeString:
    """Draw the chart; `figures` are in force, oldest first, `expected` is period end → value."""
    first, last = _span(figures, year)
    actual = [Point(figure.end, figure.value) for figure in figures]
    if own.kind == "volume" and actual and figures[0].period[:4] == str(first.year):
        actual.insert(0, Point(first, Decimal(0)))
    chart = Line(
        title=_("%(name)s：进展与目标") % {"name": own.indicator},
        start=first,
        end=last,
        actual=actual,
        schedule=_schedule(own, expected, first, last),
        band=_band(own, rules, year),
        show=lambda value: show(value, own.unit, own.value if own.value is not None else value),
        months=_ticks(first, last),
    )
    return mark_safe(line(chart))  # noqa: S308 (the library escapes every text of a chart)


def _span(figures: Sequence[Dated], year: int) -> tuple[dt.date, dt.date]:
    ends = [figure.end for figure in figures]
    start = min([dt.date(year, 1, 1), *(end.replace(month=1, day=1) for end in ends)])
    return start, max([dt.date(year, 12, 31), *ends])


def _schedule(
    own: Aim, expected: Mapping[dt.date, Decimal], first: dt.date, last: dt.date
) -> list[Point]:
    """What was expected by each figure's own period, and the target at the end."""
    if own.kind in RATES or own.value is None:
        return []
    points = {at: value for at, value in expected.items() if first < at <= last}
    if not points:
        return []
    points[last] = own.value
    start = Decimal(0) if own.baseline is None or own.kind == "volume" else own.baseline
    return [Point(first, start), *(Point(at, points[at]) for at in sorted(points))]


def _band(own: Aim, rules: str, year: int) -> Band | None:
    """Return the values that meet the target; 左右 allows the tolerance of the plan's rules."""
    asked = _asked(own, year)
    if asked is None or asked.bound is None:
        return None
    if own.comparator == "range" and own.value is not None and own.value_high is not None:
        return Band(own.value, low=own.value, high=own.value_high)
    room = _room(own, rules) if asked.approx else Decimal(0)
    if asked.sign > 0:
        return Band(asked.bound, low=asked.bound - room)
    return Band(asked.bound, high=asked.bound + room)


def _asked(own: Aim, year: int) -> Asked | None:
    stated = {name: getattr(own, name) for name in AIM}
    try:
        kept = {name: value for name, value in stated.items() if value not in (None, "")}
        return Target.from_json(kept, id="", year=year).asked
    except ValueError:
        return None


def _room(own: Aim, name: str) -> Decimal:
    try:
        rules = Rules.load(name)
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
