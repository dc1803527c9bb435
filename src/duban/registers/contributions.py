"""What one record adds to a measure: stored beside the record, so that a figure is a sum of rows.

A figure over a million records need not fold a million histories. The caller stores the
contributions of each record, recomputes them after an event of the record or when `until` is
reached, and adds them up (in SQL, by `day` and group) as `sum_contributions` does here. Its result
equals `compute_figure` over the records, for every measure: a test compares them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from duban.notices import Name, NoticeError
from duban.registers.clocks import ClockState
from duban.registers.days import Days
from duban.registers.declaration import Aggregation, Clock, Declaration, Measure
from duban.registers.expression import Expression
from duban.registers.measuring import is_within_span, iterate_contexts
from duban.registers.record import Record
from duban.registers.record_context import RecordContext
from duban.registers.values import Value

_CLOCK_CALLS = frozenset({"started", "met", "overdue"})
_OPEN_STATES = frozenset({ClockState.RUNNING, ClockState.SOON})


@dataclass(frozen=True, slots=True)
class Contribution:
    """One record's (or sub-row's) share of one measure.

    `day` decides whether it falls in the span (None: it always counts). `above` is the addend of
    sums and counts and the numerator of shares; `below` is the denominator. From `until` on it must
    be recomputed even if no event occurs (None: never).
    """

    measure: str
    id: str
    day: dt.date | None
    above: Decimal
    below: Decimal
    groups: dict[str, Value] = field(default_factory=dict)
    until: dt.date | None = None


def compute_contributions(
    declaration: Declaration, measure: Measure, record: Record, as_of: dt.date, days: Days
) -> list[Contribution]:
    """What a record (folded as of `as_of`) adds to a measure; an empty list when nothing.

    A record that adds nothing may add something later: see `find_next_change`.
    """
    until = find_next_change(declaration, measure, record, as_of, days)
    return build_contributions(measure, RecordContext(declaration, record, as_of, days), until)


def build_contributions(
    measure: Measure, record_context: RecordContext, until: dt.date | None = None
) -> list[Contribution]:
    """As `compute_contributions`, for callers that know `until` already or do not need it."""
    result = []
    for row_id, context in iterate_contexts(measure, record_context):
        if measure.where is not None and not measure.where.is_true(context):
            continue
        day = measure.date.evaluate(context) if measure.date is not None else None
        if measure.date is not None and day is None:
            continue
        above, below = _compute_sides(measure, context)
        groups = {key: context.get(key) for key in measure.by}
        result.append(Contribution(measure.key, row_id, day, above, below, groups, until))
    return result


def find_next_change(
    declaration: Declaration, measure: Measure, record: Record, as_of: dt.date, days: Days
) -> dt.date | None:
    """The next day on which the record's contribution may change by the passing of time alone.

    Tomorrow where the measure uses `today`; where it uses clocks, the day after the due date of a
    running clock, or a future date in its `stop_field`. None for all others: the due date of a
    paused clock moves along with the pause, so waiting alone never makes it overdue.
    """
    if depends_on_today(measure):
        return as_of + dt.timedelta(days=1)
    context = RecordContext(declaration, record, as_of, days)
    return find_next_clock_change(find_measure_clocks(declaration, measure), context)


def find_measure_clocks(declaration: Declaration, measure: Measure) -> list[Clock]:
    """The clocks whose state a measure depends on; the same for every record."""
    if not depends_on_clocks(measure):
        return []
    return [clock for clock in declaration.clocks if _mentions_clock(measure, clock)]


def find_next_clock_change(clocks: list[Clock], context: RecordContext) -> dt.date | None:
    """The next day on which the state of one of the clocks may change by the passing of time."""
    if not clocks:
        return None
    record, as_of = context.record, context.as_of
    readings = (context.read_clock(clock) for clock in clocks)
    change_dates = [
        reading.due + dt.timedelta(days=1)
        for reading in readings
        if reading.state in _OPEN_STATES and reading.due is not None and reading.due >= as_of
    ]
    stop_values = (record.values.get(clock.stop_field or "") for clock in clocks)
    change_dates += [stop_value for stop_value in stop_values if isinstance(stop_value, dt.date) and stop_value > as_of]
    return min(change_dates, default=None)


def depends_on_today(measure: Measure) -> bool:
    """Whether what a record adds depends on the day that the figure is computed for."""
    return any("today" in expression.names for expression in _list_expressions(measure))


def depends_on_clocks(measure: Measure) -> bool:
    """Whether what a record adds depends on the state of a clock."""
    return any(expression.calls & _CLOCK_CALLS for expression in _list_expressions(measure))


def sum_contributions(
    measure: Measure, contributions: Iterable[Contribution], as_of: dt.date, *, by: str | None = None
) -> dict[Value, Decimal | None]:
    """The figure of stored contributions as of a day: under the key None, or by group with `by`.

    Raises ValueError for a measure that takes the latest value, which is no sum.
    """
    if measure.take is Aggregation.LATEST:
        raise NoticeError.make("latest_not_summable", measure=Name(measure.label, measure.english))
    sums_by_group: dict[Value, list[Decimal]] = {}
    for contribution in contributions:
        if contribution.day is None or is_within_span(measure.span, contribution.day, as_of):
            sides = sums_by_group.setdefault(contribution.groups[by] if by else None, [Decimal(0), Decimal(0)])
            sides[0] += contribution.above
            sides[1] += contribution.below
    if by is None:
        sums_by_group.setdefault(None, [Decimal(0), Decimal(0)])
    return {group: compute_value(measure, *sides) for group, sides in sums_by_group.items()}


def compute_value(measure: Measure, above: Decimal, below: Decimal) -> Decimal | None:
    """The figure from both sides' sums; None where the denominator is 0."""
    if measure.take in (Aggregation.COUNT, Aggregation.SUM):
        return above
    if not below:
        return None
    if measure.take is Aggregation.RATE:
        return 100 * above / below
    return above / below * (100 if measure.take is Aggregation.RATIO and measure.unit == "%" else 1)


def _compute_sides(measure: Measure, context: RecordContext) -> tuple[Decimal, Decimal]:
    if measure.take is Aggregation.COUNT:
        return Decimal(1), Decimal(1)
    if measure.take is Aggregation.RATE:
        return Decimal(measure.part is not None and measure.part.is_true(context)), Decimal(1)
    amount: Any = measure.of.evaluate(context) if measure.of is not None else None
    if measure.take is Aggregation.RATIO:
        divisor: Any = measure.per.evaluate(context) if measure.per is not None else None
        return Decimal(amount or 0), Decimal(divisor or 0)
    return (Decimal(0), Decimal(0)) if amount is None else (Decimal(amount), Decimal(1))


def _mentions_clock(measure: Measure, clock: Clock) -> bool:
    """Whether the text contains the clock's key; a chance match costs only a needless check."""
    return any(clock.key in expression.text for expression in _list_expressions(measure))


def _list_expressions(measure: Measure) -> list[Expression]:
    candidates = (measure.where, measure.of, measure.part, measure.per, measure.date)
    return [expression for expression in candidates if expression is not None]
