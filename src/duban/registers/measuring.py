"""Measures: figures computed from records, with the ids of the records that count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from duban.notices import Name, NoticeError, make_notice
from duban.registers.days import Days
from duban.registers.declaration import Aggregation, Declaration, Measure, Span
from duban.registers.events import Event
from duban.registers.expression import Expression
from duban.registers.folding import fold
from duban.registers.record import Record
from duban.registers.record_context import RecordContext
from duban.registers.values import Value


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of a measure on a day.

    `value` is None where there is nothing to average or to divide by. `record_ids` are the ids of the
    records that count (`id/row` in a measure over sub-rows), in the order of the records.
    """

    measure: str
    as_of: dt.date
    unit: str
    value: Decimal | None
    record_ids: tuple[str, ...]
    groups: dict[Value, Decimal | None] = field(default_factory=dict)


def compute_figure(
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


def compute_figure_at(
    declaration: Declaration,
    measure: Measure,
    histories: Iterable[Sequence[Event]],
    as_of: dt.date,
    days: Days,
    *,
    recorded_by: dt.date | None = None,
    by: str | None = None,
) -> Figure:
    """The figure over complete histories as of any day, using only events `recorded_by` a day."""
    records_or_none = (fold(declaration, events, as_of, recorded_by=recorded_by) for events in histories)
    records = (record for record in records_or_none if record is not None)
    return compute_figure(declaration, measure, records, as_of, days, by=by)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is stored of a record or sub-row that counts: no more than the aggregation needs."""

    id: str
    day: dt.date | None
    amount: Decimal | None
    divisor: Decimal | None
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
        group_filter: tuple[str, Value] | None = None,
    ) -> None:
        """Raises ValueError for a group that the measure does not have."""
        for key in (*by, *(group_filter or ())[:1]):
            if key not in measure.by:
                parameters = {"measure": Name(measure.label, measure.english), "key": key}
                choices = measure.by or make_notice("nothing")
                raise NoticeError.make("measure_without_group", **parameters, choices=choices)
        self._declaration, self._measure, self._as_of, self._days = (declaration, measure, as_of, days)
        self._by, self._group_filter = by, group_filter
        self._entries: list[_Entry] = []

    def add(self, record: Record) -> None:
        """Take a record, folded as of the day, into account."""
        measure, group_filter = self._measure, self._group_filter
        where, date = measure.where, measure.date
        record_context = RecordContext(self._declaration, record, self._as_of, self._days)
        for row_id, context in iterate_contexts(measure, record_context):
            if where is not None and not where.is_true(context):
                continue
            if group_filter is not None and context.get(group_filter[0]) != group_filter[1]:
                continue
            day = None if date is None else date.evaluate(context)
            if date is None or (day is not None and is_within_span(measure.span, day, self._as_of)):
                self._entries.append(self._build_entry(row_id, context, day))

    def _build_entry(self, row_id: str, context: RecordContext, day: dt.date | None) -> _Entry:
        measure = self._measure
        return _Entry(
            row_id,
            day,
            _evaluate_amount(measure.of, context),
            _evaluate_amount(measure.per, context),
            measure.part is not None and measure.part.is_true(context),
            tuple(context.get(key) for key in self._by),
        )

    def figure(self, by: str | None = None) -> Figure:
        """The figure so far, with `by` also split by the values of one field."""
        entries_by_group: dict[Value, list[_Entry]] = {}
        if by is not None:
            group_index = self._by.index(by)
            for entry in self._entries:
                entries_by_group.setdefault(entry.groups[group_index], []).append(entry)
        return Figure(
            self._measure.key,
            self._as_of,
            self._measure.unit,
            _aggregate(self._measure, self._entries),
            tuple(entry.id for entry in self._entries),
            {key: _aggregate(self._measure, group_entries) for key, group_entries in entries_by_group.items()},
        )


def iterate_contexts(measure: Measure, context: RecordContext) -> Iterator[tuple[str, RecordContext]]:
    """The id and context of each unit of a record that a measure counts: the record, or each sub-row."""
    record = context.record
    if measure.over is None:
        yield record.id, context
        return
    for row in record.rows.get(measure.over, {}).values():
        yield f"{record.id}/{row.id}", context.with_row(row)


def is_within_span(span: Span, day: dt.date, as_of: dt.date) -> bool:
    """Whether a day falls in the span that ends on `as_of`."""
    if day > as_of:
        return False
    if span is Span.STOCK:
        return True
    return day.year == as_of.year and (span is Span.YEAR or day.month == as_of.month)


def _aggregate(measure: Measure, entries: list[_Entry]) -> Decimal | None:
    if measure.take is Aggregation.COUNT:
        return Decimal(len(entries))
    if measure.take is Aggregation.RATE:
        if not entries or measure.part is None:
            return None
        return Decimal(100 * sum(entry.part for entry in entries)) / len(entries)
    if measure.take is Aggregation.RATIO:
        return _compute_ratio(measure, entries)
    dated_amounts = [(entry.day, entry.amount) for entry in entries if entry.amount is not None]
    if measure.take is Aggregation.SUM:
        return sum((value for _, value in dated_amounts), Decimal(0))
    if not dated_amounts:
        return None
    if measure.take is Aggregation.AVERAGE:
        return sum((value for _, value in dated_amounts), Decimal(0)) / len(dated_amounts)
    return max(dated_amounts, key=lambda pair: pair[0] or dt.date.min)[1]


def _compute_ratio(measure: Measure, entries: list[_Entry]) -> Decimal | None:
    above = sum((entry.amount or Decimal(0) for entry in entries), Decimal(0))
    below = sum((entry.divisor or Decimal(0) for entry in entries), Decimal(0))
    if not below:
        return None
    return above / below * (100 if measure.unit == "%" else 1)


def _evaluate_amount(expression: Expression | None, context: RecordContext) -> Decimal | None:
    value: Any = expression.evaluate(context) if expression is not None else None
    return None if value is None else Decimal(value)
