"""What a user and the public may see of a record, and which personal data is due for erasure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from duban.notices import Name, make_notice
from duban.registers.days import add_months
from duban.registers.declaration import Declaration
from duban.registers.field import Field, FieldType
from duban.registers.record import Record
from duban.registers.rights import Rights
from duban.registers.values import Value

SEALED_LABEL = "已密封"
HIDDEN_LABEL = "***"


class HiddenError(PermissionError):
    """Raised when a user requests a record of a restricted register without the right to see it."""

    def __init__(self, code: str, declaration: Declaration) -> None:
        self.notice = make_notice(code, register=Name(declaration.name, declaration.english))
        super().__init__(self.notice.render())


def view_record(declaration: Declaration, record: Record, rights: Rights) -> dict[str, Any]:
    """The record for a user with `rights`: personal fields masked, sealed ones never visible.

    `values` by field, `rows` as lists of `id`, `values`, `added`, `closed`. Raises HiddenError.
    """
    if declaration.restricted and not rights.restricted:
        raise HiddenError("register_hidden", declaration)
    return {
        "id": record.id,
        "stage": record.stage,
        "since": record.since,
        "values": _mask_values(declaration.fields, record.values, rights.persons),
        "rows": {
            group.key: [
                {
                    "id": row.id,
                    "values": _mask_values(group.fields, row.values, rights.persons),
                    "added": row.added,
                    "closed": row.closed,
                }
                for row in record.rows.get(group.key, {}).values()
            ]
            for group in declaration.rows
        },
    }


def public_view(declaration: Declaration, record: Record) -> dict[str, Any]:
    """What may be published: public fields only, and nothing at all of a restricted register.

    Raises HiddenError.
    """
    if declaration.restricted:
        raise HiddenError("register_not_public", declaration)
    fields = [field for field in declaration.fields if field.public]
    values = {field.key: record.values.get(field.key) for field in fields}
    return {"id": record.id, "stage": record.stage, "since": record.since, "values": values}


def is_exportable(field: Field) -> bool:
    """Whether a field may be exported to a file: personal and sealed ones may not."""
    return not field.personal and not field.sealed


def _mask_values(fields: tuple[Field, ...], values: dict[str, Value], persons: bool) -> dict[str, Value]:
    return {field.key: mask_value(field, values.get(field.key), persons=persons) for field in fields}


def mask_value(field: Field, value: Value, *, persons: bool) -> Value:
    """One value for a user who may (`persons`) or may not see personal data."""
    if value is None:
        return None
    if field.sealed:
        return SEALED_LABEL
    return mask_personal_value(field, value) if field.personal and not persons else value


def mask_personal_value(field: Field, value: Value) -> str:
    """A personal value, masked: 张**, 138****1234, and *** for the rest."""
    text = str(value)
    if field.type is FieldType.PERSON:
        return text[0] + "**"
    if field.type is FieldType.PHONE:
        digits = "".join(character for character in text if character.isdigit())
        return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else HIDDEN_LABEL
    return HIDDEN_LABEL


def find_keys_to_erase(declaration: Declaration, record: Record, as_of: dt.date) -> tuple[str, ...]:
    """The personal fields whose retention has ended (`rows.key` for those of sub-rows).

    Retention runs from the day on which the record entered a stage of `after`, provided it is still
    in one; a reopened record retains its data. Empty fields are not listed.
    """
    retention = declaration.retention
    if retention is None or record.stage not in retention.after:
        return ()
    since = _find_stay_start(record, retention.after)
    return tuple(
        key
        for key, field in _iterate_personal_values(declaration, record)
        if as_of >= add_months(since, field.retention_months or retention.months)
    )


def _find_stay_start(record: Record, after: tuple[str, ...]) -> dt.date:
    """The date since which the record has been in stages of `after` without interruption."""
    since = record.since
    for visit in reversed(record.visits):
        if visit.stage not in after:
            break
        since = visit.since
    return since


def _iterate_personal_values(declaration: Declaration, record: Record) -> Iterator[tuple[str, Field]]:
    for field in declaration.fields:
        if field.personal and record.values.get(field.key) is not None:
            yield field.key, field
    for group in declaration.rows:
        rows = record.rows.get(group.key, {}).values()
        for field in group.fields:
            if field.personal and any(row.values.get(field.key) is not None for row in rows):
                yield f"{group.key}.{field.key}", field
