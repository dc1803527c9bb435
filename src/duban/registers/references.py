"""References of a record: to bodies of the directory and to records of any register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from duban.notices import Notice
from duban.registers.declaration import Declaration
from duban.registers.errors import refuse
from duban.registers.events import Event
from duban.registers.field import Field, FieldType
from duban.registers.record import Record

REFERENCE_TYPES = frozenset({FieldType.BODY, FieldType.RECORD})
FindMissing = Callable[[Field, frozenset[str]], Iterable[str]]
"""Given a reference field and its values, the values that refer to nothing that exists."""


def iterate_references(
    declaration: Declaration, record_before: Record | None, event: Event
) -> Iterator[tuple[Field, str]]:
    """The references that `event` newly writes; unchanged ones are not checked again.

    So a body that was dissolved, or an old ledger's number, may remain in a record.
    """
    values = getattr(event, "values", None)
    if not values:
        return
    fields, old_values = _find_target_fields(declaration, record_before, event)
    for field in fields:
        value = values.get(field.key)
        if field.type in REFERENCE_TYPES and value is not None and value != old_values.get(field.key):
            yield field, str(value)


def _find_target_fields(
    declaration: Declaration, record_before: Record | None, event: Event
) -> tuple[Iterable[Field], dict[str, Any]]:
    """The fields that an event is about, and their current values."""
    group_key = getattr(event, "rows", None)
    if group_key is None:
        return declaration.fields, dict(record_before.values) if record_before else {}
    group = next((candidate for candidate in declaration.rows if candidate.key == group_key), None)
    row = record_before.rows.get(group_key, {}).get(getattr(event, "row", "")) if record_before else None
    return group.fields if group else (), dict(row.values) if row else {}


def refuse_reference(field: Field, value: str) -> Notice:
    """The refusal of a reference to nothing: what is missing, and what to do."""
    if field.type is FieldType.BODY:
        return refuse("body_missing", field.key, value=value)
    return refuse("referenced_record_missing", field.key, number=value)
