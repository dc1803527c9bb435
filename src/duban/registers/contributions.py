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

from duban.registers.clocks import State, read_clock
from duban.registers.days import Days
from duban.registers.declaration import Clock, Declaration, Measure, Take
from duban.registers.evaluating import RecordContext
from duban.registers.expression import Expression
from duban.registers.measuring import contexts, within
from duban.registers.record import Record
from duban.registers.values import Value

_CLOCK_CALLS = frozenset({"started", "met", "overdue"})
_OPEN = frozenset({State.RUNNING, State.SOON})


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


def contributions(
    declaration: Declaration, measure: Measure, record: Record, as_of: dt.date, days: Days
) -> list[Contribution]:
    """What a record (folded as of `as_of`) adds to a measure; an empty list when nothing.

    A record that adds nothing may add something later: see `find_next_change`.
    """
    until = changes_on(declaration, measure, record, as_of, days)
    return looked_at(declaration, measure, record, as_of, days, until)


def looked_at(
    declaration: Declaration,
    measure: Measure,
    record: Record,
    as_of: dt.date,
    days: Days,
    until: dt.date | None = None,
) -> list[Contribution]:
    """As `compute_contributions`, for callers that know `until` already or do not need it."""
    found = []
    for name, context in contexts(declaration, measure, record, as_of, days):
        if measure.where is not None and not measure.where.holds(context):
            continue
        day = measure.date.run(context) if measure.date is not None else None
        if measure.date is not None and day is None:
            continue
        above, below = _sides(measure, context)
        groups = {key: context.get(key) for key in measure.by}
        found.append(Contribution(measure.key, name, day, above, below, groups, until))
    return found


def changes_on(
    declaration: Declaration, measure: Measure, record: Record, as_of: dt.date, days: Days
) -> dt.date | None:
    """The next day on which the record's contribution may change by the passing of time alone.

    Tomorrow where the measure uses `today`; where it uses clocks, the day after the due date of a
    running clock, or a future date in its `stop_field`. None for all others: the due date of a
    paused clock moves along with the pause, so waiting alone never makes it overdue.
    """
    if speaks_of_today(measure):
        return as_of + dt.timedelta(days=1)
    return clocks_change_on(declaration, clocks_named(declaration, measure), record, as_of, days)


def clocks_named(declaration: Declaration, measure: Measure) -> list[Clock]:
    """The clocks whose state a measure depends on; the same for every record."""
    if not speaks_of_clocks(measure):
        return []
    return [one for one in declaration.clocks if _names(measure, one)]


def clocks_change_on(
    declaration: Declaration,
    named: list[Clock],
    record: Record,
    as_of: dt.date,
    days: Days,
) -> dt.date | None:
    """The next day on which the state of one of the clocks may change by the passing of time."""
    if not named:
        return None
    readings = (read_clock(declaration, clock, record, as_of, days) for clock in named)
    coming = [
        one.due + dt.timedelta(days=1)
        for one in readings
        if one.state in _OPEN and one.due is not None and one.due >= as_of
    ]
    ends = (record.values.get(clock.stop_field or "") for clock in named)
    coming += [day for day in ends if isinstance(day, dt.date) and day > as_of]
    return min(coming, default=None)


def speaks_of_today(measure: Measure) -> bool:
    """Whether what a record adds depends on the day that the figure is computed for."""
    return any("today" in one.names for one in _expressions(measure))


def speaks_of_clocks(measure: Measure) -> bool:
    """Whether what a record adds depends on the state of a clock."""
    return any(one.calls & _CLOCK_CALLS for one in _expressions(measure))


def total(
    measure: Measure, kept: Iterable[Contribution], as_of: dt.date, *, by: str | None = None
) -> dict[Value, Decimal | None]:
    """The figure of stored contributions as of a day: under the key None, or by group with `by`.

    Raises ValueError for a measure that takes the latest value, which is no sum.
    """
    if measure.take is Take.LATEST:
        raise ValueError(f"“{measure.label}”取最近值，不能由各条相加")
    sums: dict[Value, list[Decimal]] = {}
    for one in kept:
        if one.day is None or within(measure.span, one.day, as_of):
            sides = sums.setdefault(one.groups[by] if by else None, [Decimal(0), Decimal(0)])
            sides[0] += one.above
            sides[1] += one.below
    if by is None:
        sums.setdefault(None, [Decimal(0), Decimal(0)])
    return {group: value_of(measure, *sides) for group, sides in sums.items()}


def value_of(measure: Measure, above: Decimal, below: Decimal) -> Decimal | None:
    """The figure from both sides' sums; None where the denominator is 0."""
    if measure.take in (Take.COUNT, Take.SUM):
        return above
    if not below:
        return None
    if measure.take is Take.RATE:
        return 100 * above / below
    return above / below * (100 if measure.take is Take.RATIO and measure.unit == "%" else 1)


def _sides(measure: Measure, context: RecordContext) -> tuple[Decimal, Decimal]:
    if measure.take is Take.COUNT:
        return Decimal(1), Decimal(1)
    if measure.take is Take.RATE:
        return Decimal(measure.part is not None and measure.part.holds(context)), Decimal(1)
    amount: Any = measure.of.run(context) if measure.of is not None else None
    if measure.take is Take.RATIO:
        per: Any = measure.per.run(context) if measure.per is not None else None
        return Decimal(amount or 0), Decimal(per or 0)
    return (Decimal(0), Decimal(0)) if amount is None else (Decimal(amount), Decimal(1))


def _names(measure: Measure, clock: Clock) -> bool:
    """Whether the text contains the clock's key; a chance match costs only a needless check."""
    return any(clock.key in one.text for one in _expressions(measure))


def _expressions(measure: Measure) -> list[Expression]:
    said = (measure.where, measure.of, measure.part, measure.per, measure.date)
    return [one for one in said if one is not None]
