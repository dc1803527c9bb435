"""Rules of sub-rows: added with required values, edited while open, closed one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from duban.registers import events as event_types
from duban.registers.days import Days
from duban.registers.declaration import Declaration, RowGroup
from duban.registers.errors import Refusal
from duban.registers.record import Record
from duban.registers.rights import Rights, describe_duties
from duban.registers.rules import field_values
from duban.registers.values import Value


def check_addition(
    declaration: Declaration, record: Record, event: event_types.RowAdded, rights: Rights, _days: Days
) -> Iterable[Refusal]:
    """A new sub-row, under an unused id."""
    group = _find_group(declaration, event.rows)
    if group is None:
        yield _refuse_unknown_group(event.rows)
        return
    yield from _check_duty(declaration, group, rights)
    if event.row in record.rows.get(group.key, {}):
        yield Refusal("exists", f"“{group.label}”已有编号为{event.row}的一行", "row")
    if not event.row.strip():
        yield Refusal("row", f"“{group.label}”的每一行要有编号", "row")
    yield from check_values(declaration, event.rows, event.values)
    for field in group.fields:
        is_required = field.required is not None and field.retired is None
        if is_required and event.values.get(field.key) is None:
            yield Refusal("required", f"“{group.label}”须填写“{field.label}”", field.key)


def check_edit(
    declaration: Declaration, record: Record, event: event_types.RowEdited, rights: Rights, _days: Days
) -> Iterable[Refusal]:
    """New values of a sub-row that is not closed."""
    yield from _check_open(declaration, record, event, rights)
    yield from check_values(declaration, event.rows, event.values)
    group = _find_group(declaration, event.rows)
    for field in group.fields if group else ():
        is_emptied = field.key in event.values and event.values[field.key] is None
        if field.required is not None and is_emptied:
            yield Refusal("required", f"“{field.label}”不能清空", field.key)


def check_closing(
    declaration: Declaration, record: Record, event: event_types.RowClosed, rights: Rights, _days: Days
) -> Iterable[Refusal]:
    """A sub-row is closed, only if it is still open and its list is declared to close."""
    yield from _check_open(declaration, record, event, rights)
    group = _find_group(declaration, event.rows)
    if group is not None and not group.closes:
        yield Refusal("closes", f"“{group.label}”的行不用办结")


def check_row_exists(declaration: Declaration, record: Record, group_key: str, row_id: str) -> Iterable[Refusal]:
    """The list and the row must exist."""
    group = _find_group(declaration, group_key)
    if group is None:
        yield _refuse_unknown_group(group_key)
    elif row_id not in record.rows.get(group_key, {}):
        yield Refusal("row", f"“{group.label}”没有编号为{row_id}的一行", "row")


def check_values(declaration: Declaration, group_key: str, new_values: Mapping[str, Value]) -> Iterable[Refusal]:
    """Each value must be valid for its field."""
    group = _find_group(declaration, group_key)
    if group is not None:
        yield from field_values.check_fields(group.fields, new_values)


def _check_open(declaration: Declaration, record: Record, event: Any, rights: Rights) -> Iterable[Refusal]:
    group = _find_group(declaration, event.rows)
    if group is not None:
        yield from _check_duty(declaration, group, rights)
    refusals = list(check_row_exists(declaration, record, event.rows, event.row))
    yield from refusals
    if not refusals and record.rows[event.rows][event.row].closed is not None:
        yield Refusal("closed", "这一行已经办结；如有错误请用更正", "row")


def _find_group(declaration: Declaration, key: str) -> RowGroup | None:
    return next((group for group in declaration.rows if group.key == key), None)


def _refuse_unknown_group(key: str) -> Refusal:
    return Refusal("rows", f"没有“{key}”这项明细", "rows")


def _check_duty(declaration: Declaration, group: RowGroup, rights: Rights) -> Iterable[Refusal]:
    duties = group.who or declaration.edit
    if not rights.has_duty_among(duties):
        yield Refusal("duty", f"您无权填写“{group.label}”；可以填写的是：{describe_duties(duties)}")
