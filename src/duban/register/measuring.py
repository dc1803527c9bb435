"""Measures: figures computed from records, with the list of those that were counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from duban.register.days import Days
from duban.register.declaration import Declaration, Measure, Span, Take
from duban.register.evaluating import RecordContext
from duban.register.events import Event
from duban.register.expression import Expression
from duban.register.folding import fold
from duban.register.record import Record
from duban.register.values import Value


@dataclass(frozen=True, slots=True)
class Figure:
    """What a measure comes to on a day.

    `value` is None where there is nothing to average or to take a share of. `counted` are the ids
    of the records behind it (`id/row` in a measure over sub-rows), in the order given.
    """

    measure: str
    as_of: dt.date
    unit: str
    value: Decimal | None
    counted: tuple[str, ...]
    groups: dict[Value, Decimal | None] = field(default_factory=dict)


def measured(
    declaration: Declaration,
    measure: Measure,
    records: Iterable[Record],
    as_of: dt.date,
    days: Days,
    *,
    by: str | None = None,
) -> Figure:
    """`measure` over `records`, each folded as of `as_of`. Raises ValueError for a wrong `by`."""
    if by is not None and by not in measure.by:
        raise ValueError(f"统计口径“{measure.label}”不按{by}分组；可用：{'、'.join(measure.by)}")
    taken = list(_taken(declaration, measure, records, as_of, days))
    groups: dict[Value, list[_Taken]] = {}
    if by is not None:
        for one in taken:
            groups.setdefault(one.context.get(by), []).append(one)
    return Figure(
        measure.key,
        as_of,
        measure.unit,
        _figure(measure, taken),
        tuple(one.id for one in taken),
        {key: _figure(measure, ones) for key, ones in groups.items()},
    )


def measured_at(
    declaration: Declaration,
    measure: Measure,
    histories: Iterable[Sequence[Event]],
    as_of: dt.date,
    days: Days,
    *,
    known: dt.date | None = None,
    by: str | None = None,
) -> Figure:
    """`measure` over whole histories, one a record, as of any past day, as known on any day."""
    folded = (fold(declaration, events, as_of, known=known) for events in histories)
    records = (record for record in folded if record is not None)
    return measured(declaration, measure, records, as_of, days, by=by)


@dataclass(frozen=True, slots=True)
class _Taken:
    id: str
    context: RecordContext
    day: dt.date | None


def _taken(
    declaration: Declaration,
    measure: Measure,
    records: Iterable[Record],
    as_of: dt.date,
    days: Days,
) -> Iterator[_Taken]:
    """What the measure looks at: records or sub-rows for which it holds, within the span."""
    where, date = measure.where, measure.date
    within = _SPANS[measure.span]
    for record in records:
        for name, context in _contexts(declaration, measure, record, as_of, days):
            if where is not None and not where.holds(context):
                continue
            day = None if date is None else date.run(context)
            if date is None or (day is not None and within(day, as_of)):
                yield _Taken(name, context, day)


def _contexts(
    declaration: Declaration, measure: Measure, record: Record, as_of: dt.date, days: Days
) -> Iterator[tuple[str, RecordContext]]:
    if measure.over is None:
        yield record.id, RecordContext(declaration, record, as_of, days)
        return
    for row in record.rows.get(measure.over, {}).values():
        yield f"{record.id}/{row.id}", RecordContext(declaration, record, as_of, days, row)


def _in_stock(day: dt.date, as_of: dt.date) -> bool:
    return day <= as_of


def _in_year(day: dt.date, as_of: dt.date) -> bool:
    return day.year == as_of.year and day <= as_of


def _in_month(day: dt.date, as_of: dt.date) -> bool:
    return day.month == as_of.month and _in_year(day, as_of)


_SPANS: dict[Span, Callable[[dt.date, dt.date], bool]] = {
    Span.STOCK: _in_stock,
    Span.YEAR: _in_year,
    Span.MONTH: _in_month,
}


def _figure(measure: Measure, taken: list[_Taken]) -> Decimal | None:
    if measure.take is Take.COUNT:
        return Decimal(len(taken))
    if measure.take is Take.RATE:
        part = measure.part
        if not taken or part is None:
            return None
        return Decimal(100 * sum(part.holds(one.context) for one in taken)) / len(taken)
    if measure.take is Take.RATIO:
        return _ratio(measure, taken)
    found = [(one.day, x) for one in taken if (x := _amount(measure.of, one.context)) is not None]
    if measure.take is Take.SUM:
        return sum((value for _, value in found), Decimal(0))
    if not found:
        return None
    if measure.take is Take.AVERAGE:
        return sum((value for _, value in found), Decimal(0)) / len(found)
    return max(found, key=lambda pair: pair[0] or dt.date.min)[1]


def _ratio(measure: Measure, taken: list[_Taken]) -> Decimal | None:
    above, below = (
        sum((_amount(of, one.context) or Decimal(0) for one in taken), Decimal(0))
        for of in (measure.of, measure.per)
    )
    if not below:
        return None
    return above / below * (100 if measure.unit == "%" else 1)


def _amount(expression: Expression | None, context: RecordContext) -> Decimal | None:
    value: Any = expression.run(context) if expression is not None else None
    return None if value is None else Decimal(value)
