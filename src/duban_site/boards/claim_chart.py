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
from duban.assessment.requirement import Requirement
from duban.documents.charts import LineChart, Point, TargetBand, render_line_chart
from duban_site.core.amounts import format_amount

RATE_KINDS = frozenset({"growth", "share", "points"})
AIM_FIELDS = ("indicator", "kind", "comparator", "direction", "unit", "value", "value_high", "baseline")


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


def draw_claim_chart(
    aim: Aim, figures: Sequence[Dated], expected: Mapping[dt.date, Decimal], year: int, rules: str
) -> SafeString:
    """Draw the chart; `figures` are in force, oldest first, `expected` is period end → value."""
    first_day, last_day = _compute_span(figures, year)
    actual = [Point(figure.end, figure.value) for figure in figures]
    if aim.kind == "volume" and actual and figures[0].period[:4] == str(first_day.year):
        actual.insert(0, Point(first_day, Decimal(0)))
    chart = LineChart(
        title=_("%(name)s：进展与目标") % {"name": aim.indicator},
        start_date=first_day,
        end_date=last_day,
        actual_points=actual,
        schedule_points=_build_schedule(aim, expected, first_day, last_day),
        band=_build_band(aim, rules, year),
        format_value=lambda value: format_amount(value, aim.unit, aim.value if aim.value is not None else value),
        month_labels=_build_ticks(first_day, last_day),
    )
    return mark_safe(render_line_chart(chart))  # noqa: S308 (the library escapes every text of a chart)


def _compute_span(figures: Sequence[Dated], year: int) -> tuple[dt.date, dt.date]:
    ends = [figure.end for figure in figures]
    start = min([dt.date(year, 1, 1), *(end.replace(month=1, day=1) for end in ends)])
    return start, max([dt.date(year, 12, 31), *ends])


def _build_schedule(
    aim: Aim, expected: Mapping[dt.date, Decimal], first_day: dt.date, last_day: dt.date
) -> list[Point]:
    """What was expected by each figure's own period, and the target at the end."""
    if aim.kind in RATE_KINDS or aim.value is None:
        return []
    points = {period_end: value for period_end, value in expected.items() if first_day < period_end <= last_day}
    if not points:
        return []
    points[last_day] = aim.value
    start = Decimal(0) if aim.baseline is None or aim.kind == "volume" else aim.baseline
    return [Point(first_day, start), *(Point(period_end, points[period_end]) for period_end in sorted(points))]


def _build_band(aim: Aim, rules: str, year: int) -> TargetBand | None:
    """Return the values that meet the target; 左右 allows the tolerance of the plan's rules."""
    requirement = _parse_requirement(aim, year)
    if requirement is None or requirement.bound is None:
        return None
    if aim.comparator == "range" and aim.value is not None and aim.value_high is not None:
        return TargetBand(aim.value, lower=aim.value, upper=aim.value_high)
    tolerance = _compute_tolerance(aim, rules) if requirement.is_approximate else Decimal(0)
    if requirement.sign > 0:
        return TargetBand(requirement.bound, lower=requirement.bound - tolerance)
    return TargetBand(requirement.bound, upper=requirement.bound + tolerance)


def _parse_requirement(aim: Aim, year: int) -> Requirement | None:
    fields = {name: getattr(aim, name) for name in AIM_FIELDS}
    try:
        nonempty = {name: value for name, value in fields.items() if value not in (None, "")}
        return Target.from_json(nonempty, id="", year=year).requirement
    except ValueError:
        return None


def _compute_tolerance(aim: Aim, rules_name: str) -> Decimal:
    try:
        rules = Rules.load(rules_name)
    except RulesError:
        return Decimal(0)
    return rules.approx_tolerance(aim.value or Decimal(0), is_rate=aim.kind in RATE_KINDS)


def _build_ticks(first_day: dt.date, last_day: dt.date) -> list[tuple[dt.date, str]]:
    if last_day.year > first_day.year:
        return [(dt.date(tick_year, 12, 31), str(tick_year)) for tick_year in range(first_day.year, last_day.year + 1)]
    year = first_day.year
    ends = [dt.date(year, 3, 31), dt.date(year, 6, 30), dt.date(year, 9, 30), dt.date(year, 12, 31)]
    return [(end, _("%(n)s月") % {"n": end.month}) for end in ends]
