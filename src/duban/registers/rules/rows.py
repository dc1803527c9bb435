"""Rules of sub-rows: added with required values, edited while open, closed one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from duban.registers import events as happened
from duban.registers.days import Days
from duban.registers.declaration import Declaration, Rows
from duban.registers.errors import Refusal
from duban.registers.record import Record
from duban.registers.rights import Rights, said
from duban.registers.rules import filling
from duban.registers.values import Value


def added(
    declaration: Declaration, record: Record, event: happened.RowAdded, rights: Rights, _days: Days
) -> Iterable[Refusal]:
    """A new sub-row, under an unused id."""
    group = _group(declaration, event.rows)
    if group is None:
        yield _unknown(event.rows)
        return
    yield from _barred(declaration, group, rights)
    if event.row in record.rows.get(group.key, {}):
        yield Refusal("exists", f"“{group.label}”已有编号为{event.row}的一行", "row")
    if not event.row.strip():
        yield Refusal("row", f"“{group.label}”的每一行要有编号", "row")
    yield from values(declaration, event.rows, event.values)
    for field in group.fields:
        wanted = field.required is not None and field.retired is None
        if wanted and event.values.get(field.key) is None:
            yield Refusal("required", f"“{group.label}”须填写“{field.label}”", field.key)


def edited(
    declaration: Declaration, record: Record, event: happened.RowEdited, rights: Rights, _days: Days
) -> Iterable[Refusal]:
    """New values of a sub-row that is not closed."""
    yield from _open(declaration, record, event, rights)
    yield from values(declaration, event.rows, event.values)
    group = _group(declaration, event.rows)
    for field in group.fields if group else ():
        emptied = field.key in event.values and event.values[field.key] is None
        if field.required is not None and emptied:
            yield Refusal("required", f"“{field.label}”不能清空", field.key)


def closed(
    declaration: Declaration, record: Record, event: happened.RowClosed, rights: Rights, _days: Days
) -> Iterable[Refusal]:
    """A sub-row is closed, only if it is still open and its list is declared to close."""
    yield from _open(declaration, record, event, rights)
    group = _group(declaration, event.rows)
    if group is not None and not group.closes:
        yield Refusal("closes", f"“{group.label}”的行不用办结")


def existing(declaration: Declaration, record: Record, rows: str, row: str) -> Iterable[Refusal]:
    """The list and the row must exist."""
    group = _group(declaration, rows)
    if group is None:
        yield _unknown(rows)
    elif row not in record.rows.get(rows, {}):
        yield Refusal("row", f"“{group.label}”没有编号为{row}的一行", "row")


def values(declaration: Declaration, rows: str, given: Mapping[str, Value]) -> Iterable[Refusal]:
    """Each value must be valid for its field."""
    group = _group(declaration, rows)
    if group is not None:
        yield from filling.fields(group.fields, given)


def _open(
    declaration: Declaration, record: Record, event: Any, rights: Rights
) -> Iterable[Refusal]:
    group = _group(declaration, event.rows)
    if group is not None:
        yield from _barred(declaration, group, rights)
    missing = list(existing(declaration, record, event.rows, event.row))
    yield from missing
    if not missing and record.rows[event.rows][event.row].closed is not None:
        yield Refusal("closed", "这一行已经办结；如有错误请用更正", "row")


def _group(declaration: Declaration, key: str) -> Rows | None:
    return next((group for group in declaration.rows if group.key == key), None)


def _unknown(key: str) -> Refusal:
    return Refusal("rows", f"没有“{key}”这项明细", "rows")


def _barred(declaration: Declaration, group: Rows, rights: Rights) -> Iterable[Refusal]:
    who = group.who or declaration.edit
    if not rights.may(who):
        yield Refusal("duty", f"您无权填写“{group.label}”；可以填写的是：{said(who)}")
