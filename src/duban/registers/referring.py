"""References of a record: to bodies of the directory and to records of any register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from duban.registers.declaration import Declaration
from duban.registers.events import Event
from duban.registers.field import Field, FieldType
from duban.registers.record import Record

POINTING = frozenset({FieldType.BODY, FieldType.RECORD})
Missing = Callable[[Field, frozenset[str]], Iterable[str]]
"""Given a reference field and its values, the values that refer to nothing that exists."""


def references(
    declaration: Declaration, before: Record | None, event: Event
) -> Iterator[tuple[Field, str]]:
    """The references that `event` newly writes; unchanged ones are not checked again.

    So a body that was dissolved, or an old ledger's number, may remain in a record.
    """
    values = getattr(event, "values", None)
    if not values:
        return
    fields, old = _of(declaration, before, event)
    for field in fields:
        value = values.get(field.key)
        if field.type in POINTING and value is not None and value != old.get(field.key):
            yield field, str(value)


def _of(
    declaration: Declaration, before: Record | None, event: Event
) -> tuple[Iterable[Field], dict[str, Any]]:
    """The fields that an event is about, and their current values."""
    rows = getattr(event, "rows", None)
    if rows is None:
        return declaration.fields, dict(before.values) if before else {}
    group = next((one for one in declaration.rows if one.key == rows), None)
    held = before.rows.get(rows, {}).get(getattr(event, "row", "")) if before else None
    return group.fields if group else (), dict(held.values) if held else {}


def nobody(field: Field, value: str) -> str:
    """The message for a reference to nothing: what is missing, and what to do."""
    if field.type is FieldType.BODY:
        return f"单位名录里没有“{value}”；请填名录里的名称，或请管理员先加上这个单位"
    return f"所指的台账里没有编号为“{value}”的记录；请先新建该记录，或改填已有的编号"
