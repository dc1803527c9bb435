"""Rules of sub-rows: added with required values, edited while open, closed one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from duban.notices import Notice
from duban.registers import events as event_types
from duban.registers.days import Days
from duban.registers.declaration import Declaration, RowGroup
from duban.registers.errors import refuse
from duban.registers.record import Record
from duban.registers.rights import Rights, list_duty_names
from duban.registers.rules import field_values
from duban.registers.values import Value


def check_addition(
    declaration: Declaration, record: Record, event: event_types.RowAdded, rights: Rights, _days: Days
) -> Iterable[Notice]:
    """A new sub-row, under an unused id."""
    group = _find_group(declaration, event.rows)
    if group is None:
        yield _refuse_unknown_group(event.rows)
        return
    yield from _check_duty(declaration, group, rights)
    if event.row in record.rows.get(group.key, {}):
        yield refuse("row_number_taken", "row", rows=group, row=event.row)
    if not event.row.strip():
        yield refuse("row_without_number", "row", rows=group)
    yield from check_values(declaration, event.rows, event.values)
    for field in group.fields:
        is_required = field.required is not None and field.retired is None
        if is_required and event.values.get(field.key) is None:
            yield refuse("row_field_required", field.key, rows=group, field=field)


def check_edit(
    declaration: Declaration, record: Record, event: event_types.RowEdited, rights: Rights, _days: Days
) -> Iterable[Notice]:
    """New values of a sub-row that is not closed."""
    yield from _check_open(declaration, record, event, rights)
    yield from check_values(declaration, event.rows, event.values)
    group = _find_group(declaration, event.rows)
    for field in group.fields if group else ():
        is_emptied = field.key in event.values and event.values[field.key] is None
        if field.required is not None and is_emptied:
            yield refuse("row_field_emptied", field.key, field=field)


def check_closing(
    declaration: Declaration, record: Record, event: event_types.RowClosed, rights: Rights, _days: Days
) -> Iterable[Notice]:
    """A sub-row is closed, only if it is still open and its list is declared to close."""
    yield from _check_open(declaration, record, event, rights)
    group = _find_group(declaration, event.rows)
    if group is not None and not group.closes:
        yield refuse("rows_not_closing", rows=group)


def check_row_exists(declaration: Declaration, record: Record, group_key: str, row_id: str) -> Iterable[Notice]:
    """The list and the row must exist."""
    group = _find_group(declaration, group_key)
    if group is None:
        yield _refuse_unknown_group(group_key)
    elif row_id not in record.rows.get(group_key, {}):
        yield refuse("row_missing", "row", rows=group, row=row_id)


def check_values(declaration: Declaration, group_key: str, new_values: Mapping[str, Value]) -> Iterable[Notice]:
    """Each value must be valid for its field."""
    group = _find_group(declaration, group_key)
    if group is not None:
        yield from field_values.check_fields(group.fields, new_values)


def _check_open(declaration: Declaration, record: Record, event: Any, rights: Rights) -> Iterable[Notice]:
    group = _find_group(declaration, event.rows)
    if group is not None:
        yield from _check_duty(declaration, group, rights)
    refusals = list(check_row_exists(declaration, record, event.rows, event.row))
    yield from refusals
    if not refusals and record.rows[event.rows][event.row].closed is not None:
        yield refuse("row_closed", "row")


def _find_group(declaration: Declaration, key: str) -> RowGroup | None:
    return next((group for group in declaration.rows if group.key == key), None)


def _refuse_unknown_group(key: str) -> Notice:
    return refuse("rows_unknown", "rows", key=key)


def _check_duty(declaration: Declaration, group: RowGroup, rights: Rights) -> Iterable[Notice]:
    duties = group.who or declaration.edit
    if not rights.has_duty_among(duties):
        yield refuse("duty_to_fill_rows_missing", rows=group, who=list_duty_names(duties))
