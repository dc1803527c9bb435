"""Measures: figures computed from records, with the ids of the records that count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from duban.registers.days import Days
from duban.registers.declaration import Declaration, Measure, Span, Take
from duban.registers.evaluating import RecordContext
from duban.registers.events import Event
from duban.registers.expression import Expression
from duban.registers.folding import fold
from duban.registers.record import Record
from duban.registers.values import Value


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of a measure on a day.

    `value` is None where there is nothing to average or to divide by. `counted` are the ids of the
    records that count (`id/row` in a measure over sub-rows), in the order of the records.
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
    """The figure over `records`, each folded as of `as_of`. Raises ValueError for a wrong `by`."""
    tally = Tally(declaration, measure, as_of, days, by=() if by is None else (by,))
    for record in records:
        tally.add(record)
    return tally.figure(by)


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
    """The figure over complete histories as of any day, using only events `recorded_by` a day."""
    folded = (fold(declaration, events, as_of, known=known) for events in histories)
    records = (record for record in folded if record is not None)
    return measured(declaration, measure, records, as_of, days, by=by)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What is stored of a record or sub-row that counts: no more than the aggregation needs."""

    id: str
    day: dt.date | None
    amount: Decimal | None
    per: Decimal | None
    part: bool
    groups: tuple[Any, ...]


class Tally:
    """Accumulates a measure: records are added one by one, and none of them is stored.

    So several measures can be computed in one pass over more records than fit into memory. `by` are
    the fields to group by; `group_filter` is a field and its value: other records do not count.
    """

    def __init__(
        self,
        declaration: Declaration,
        measure: Measure,
        as_of: dt.date,
        days: Days,
        *,
        by: tuple[str, ...] = (),
        only: tuple[str, Value] | None = None,
    ) -> None:
        """Raises ValueError for a group that the measure does not have."""
        for key in (*by, *(only or ())[:1]):
            if key not in measure.by:
                listed = "、".join(measure.by) or "（无）"
                raise ValueError(f"统计口径“{measure.label}”不按{key}分组；可用：{listed}")
        self._declaration, self._measure, self._as_of, self._days = (
            declaration,
            measure,
            as_of,
            days,
        )
        self._by, self._only = by, only
        self._taken: list[_Taken] = []

    def add(self, record: Record) -> None:
        """Take a record, folded as of the day, into account."""
        measure, only = self._measure, self._only
        where, date = measure.where, measure.date
        looked_at = contexts(self._declaration, measure, record, self._as_of, self._days)
        for name, context in looked_at:
            if where is not None and not where.holds(context):
                continue
            if only is not None and context.get(only[0]) != only[1]:
                continue
            day = None if date is None else date.run(context)
            if date is None or (day is not None and within(measure.span, day, self._as_of)):
                self._taken.append(self._kept(name, context, day))

    def _kept(self, name: str, context: RecordContext, day: dt.date | None) -> _Taken:
        measure = self._measure
        return _Taken(
            name,
            day,
            _amount(measure.of, context),
            _amount(measure.per, context),
            measure.part is not None and measure.part.holds(context),
            tuple(context.get(key) for key in self._by),
        )

    def figure(self, by: str | None = None) -> Figure:
        """The figure so far, with `by` also split by the values of one field."""
        groups: dict[Value, list[_Taken]] = {}
        if by is not None:
            place = self._by.index(by)
            for one in self._taken:
                groups.setdefault(one.groups[place], []).append(one)
        return Figure(
            self._measure.key,
            self._as_of,
            self._measure.unit,
            _figure(self._measure, self._taken),
            tuple(one.id for one in self._taken),
            {key: _figure(self._measure, ones) for key, ones in groups.items()},
        )


def contexts(
    declaration: Declaration, measure: Measure, record: Record, as_of: dt.date, days: Days
) -> Iterator[tuple[str, RecordContext]]:
    """The id and context of each unit that a measure counts: the record, or each sub-row."""
    if measure.over is None:
        yield record.id, RecordContext(declaration, record, as_of, days)
        return
    for row in record.rows.get(measure.over, {}).values():
        yield f"{record.id}/{row.id}", RecordContext(declaration, record, as_of, days, row)


def within(span: Span, day: dt.date, as_of: dt.date) -> bool:
    """Whether a day falls in the span that ends on `as_of`."""
    if day > as_of:
        return False
    if span is Span.STOCK:
        return True
    return day.year == as_of.year and (span is Span.YEAR or day.month == as_of.month)


def _figure(measure: Measure, taken: list[_Taken]) -> Decimal | None:
    if measure.take is Take.COUNT:
        return Decimal(len(taken))
    if measure.take is Take.RATE:
        if not taken or measure.part is None:
            return None
        return Decimal(100 * sum(one.part for one in taken)) / len(taken)
    if measure.take is Take.RATIO:
        return _ratio(measure, taken)
    found = [(one.day, one.amount) for one in taken if one.amount is not None]
    if measure.take is Take.SUM:
        return sum((value for _, value in found), Decimal(0))
    if not found:
        return None
    if measure.take is Take.AVERAGE:
        return sum((value for _, value in found), Decimal(0)) / len(found)
    return max(found, key=lambda pair: pair[0] or dt.date.min)[1]


def _ratio(measure: Measure, taken: list[_Taken]) -> Decimal | None:
    above = sum((one.amount or Decimal(0) for one in taken), Decimal(0))
    below = sum((one.per or Decimal(0) for one in taken), Decimal(0))
    if not below:
        return None
    return above / below * (100 if measure.unit == "%" else 1)


def _amount(expression: Expression | None, context: RecordContext) -> Decimal | None:
    value: Any = expression.run(context) if expression is not None else None
    return None if value is None else Decimal(value)
