"""The context in which an expression is evaluated: a record, or one of its sub-rows, on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from duban.registers.clocks import ClockReading, ClockState, read_clock
from duban.registers.days import Days, add_months
from duban.registers.declaration import Clock, Declaration, RowGroup
from duban.registers.expression import DATE, NUMBER, TEXT, YES, ExpressionScope, ValueKind
from duban.registers.field import NUMBER_TYPES, Field, FieldType
from duban.registers.record import Record, Row

#: What a sub-row adds to the names of an expression.
ROW_NAMES = {"row_added": DATE, "row_closed": DATE}


class RecordContext:
    """A record as of a day. In a measure over sub-rows, `row` is the current sub-row.

    Each clock is read once. A context is for the record as it is now: not after it was changed.
    """

    __slots__ = ("_clock_readings", "as_of", "days", "declaration", "record", "row")

    def __init__(
        self, declaration: Declaration, record: Record, as_of: dt.date, days: Days, row: Row | None = None
    ) -> None:
        self.declaration, self.record, self.as_of = declaration, record, as_of
        self.days, self.row = days, row
        self._clock_readings: dict[str, ClockReading] = {}

    def with_row(self, row: Row) -> RecordContext:
        """The context of one of the record's sub-rows; it shares the clocks that were read."""
        context = RecordContext(self.declaration, self.record, self.as_of, self.days, row)
        context._clock_readings = self._clock_readings
        return context

    def get(self, name: str) -> Any:
        """The value of a name."""
        if name == "stage":
            return self.record.stage
        if name == "today":
            return self.as_of
        if self.row is not None:
            if name in self.row.values:
                return self.row.values[name]
            if name == "row_added":
                return self.row.added
            if name == "row_closed":
                return self.row.closed
        return self.record.values.get(name)

    def call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """The result of a function of the expression language."""
        return _FUNCTION_BY_NAME[name](self, *arguments)

    def clock(self, key: str) -> ClockState:
        """The state of a clock."""
        reading = self._clock_readings.get(key)
        return (reading or self.read_clock(self.declaration.clock(key))).state

    def read_clock(self, clock: Clock) -> ClockReading:
        """A clock of the record, on the day."""
        reading = self._clock_readings.get(clock.key)
        if reading is None:
            reading = read_clock(self.declaration, clock, self.record, self.as_of, self.days)
            self._clock_readings[clock.key] = reading
        return reading

    def rows(self, key: str) -> list[Row]:
        """The sub-rows of a list, in the order in which they were added."""
        return list(self.record.rows.get(key, {}).values())


def _list_numbers(context: RecordContext, group_key: str, field_key: str) -> list[Decimal]:
    values = (row.values.get(field_key) for row in context.rows(group_key))
    return [Decimal(value) for value in values if isinstance(value, int | Decimal)]


def _find_latest(context: RecordContext, group_key: str, field_key: str) -> Any:
    values = [row.values.get(field_key) for row in context.rows(group_key)]
    return next((value for value in reversed(values) if value is not None), None)


_FUNCTION_BY_NAME: dict[str, Callable[..., Any]] = {
    "missing": lambda _c, value: value is None,
    "number": lambda _c, value: Decimal(value is True),
    "year": lambda _c, day: day and Decimal(day.year),
    "month": lambda _c, day: day and Decimal(day.month),
    "days": lambda _c, start, end: Decimal((end - start).days) if start and end else None,
    "after": lambda _c, day, months: add_months(day, int(months)) if day and months is not None else None,
    "contains": lambda _c, text, part: bool(text and part and part in text),
    "reached": lambda c, stage: c.record.first(stage) is not None,
    "since": lambda c, stage: c.record.first(stage),
    "rows": lambda c, key: Decimal(len(c.rows(key))),
    "open": lambda c, key: Decimal(sum(row.closed is None for row in c.rows(key))),
    "total": lambda c, rows, key: sum(_list_numbers(c, rows, key), Decimal(0)),
    "most": lambda c, rows, key: max(_list_numbers(c, rows, key), default=None),
    "least": lambda c, rows, key: min(_list_numbers(c, rows, key), default=None),
    "latest": _find_latest,
    "started": lambda c, key: c.clock(key) is not ClockState.IDLE,
    "met": lambda c, key: c.clock(key) is ClockState.MET,
    "overdue": lambda c, key: c.clock(key) in (ClockState.OVERDUE, ClockState.LATE),
}


def get_expression_kind(field: Field) -> ValueKind:
    """The kind that the values of a field have in an expression."""
    if field.type in NUMBER_TYPES:
        return NUMBER
    if field.type is FieldType.DATE:
        return DATE
    if field.type is FieldType.YESNO:
        return YES
    if field.type is FieldType.CHOICE:
        return ValueKind("text", frozenset((*field.choices, *field.retired_choices)))
    return ValueKind("any") if field.type is FieldType.POINT else TEXT


def build_scope(
    fields: tuple[Field, ...],
    stage_keys: frozenset[str],
    row_groups: tuple[RowGroup, ...],
    clock_keys: frozenset[str],
    row_group: RowGroup | None = None,
) -> ExpressionScope:
    """The names that expressions may use; fields of `row_group` hide the record's own."""
    kinds = {field.key: get_expression_kind(field) for field in fields}
    kinds |= {"stage": ValueKind("text", stage_keys), "today": DATE}
    if row_group is not None:
        kinds |= ROW_NAMES | {field.key: get_expression_kind(field) for field in row_group.fields}
    keys_by_group = {group.key: frozenset(field.key for field in group.fields) for group in row_groups}
    return ExpressionScope(kinds, stage_keys, keys_by_group, clock_keys)
