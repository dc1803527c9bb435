"""Rules of field values: valid values, fields required from a stage on, and checks."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from duban.notices import Notice, NoticeError
from duban.registers.days import Days
from duban.registers.declaration import Declaration, StageKind
from duban.registers.errors import refuse
from duban.registers.field import Field
from duban.registers.reading_values import read_value
from duban.registers.record import Record
from duban.registers.record_context import RecordContext
from duban.registers.values import Value


def check_fields(declared_fields: tuple[Field, ...], values: Mapping[str, Value]) -> Iterable[Notice]:
    """Each value belongs to a declared field in use, and is valid for it."""
    field_by_key = {field.key: field for field in declared_fields}
    for key, value in values.items():
        field = field_by_key.get(key)
        if field is None:
            yield refuse("field_unknown", key, key=key)
        elif field.retired is not None:
            yield refuse("field_retired", key, field=field)
        else:
            yield from _check_value(field, value)


def _check_value(field: Field, value: Value) -> Iterable[Notice]:
    try:
        read_value(field, value)
    except NoticeError as error:
        yield refuse("value_invalid", field.key, field=field, fault=error.notices[0])


def check_required(declaration: Declaration, values: Mapping[str, Any], stage: str) -> Iterable[Notice]:
    """Fields that a record must have in `stage`; a terminated record need not be complete."""
    current_stage = declaration.stage(stage)
    if current_stage.kind is StageKind.ENDED:
        return
    for field in declaration.fields:
        if field.required is None or field.retired is not None:
            continue
        required_index = declaration.order(field.required)
        if required_index <= declaration.order(current_stage.key) and values.get(field.key) is None:
            yield refuse("field_required", field.key, stage=current_stage, field=field)


def check_edit(
    declaration: Declaration, record: Record, event: Any, days: Days, *, with_checks: bool = True
) -> Iterable[Notice]:
    """New values: valid for their fields, not of erased fields, and no required field emptied."""
    yield from check_fields(declaration.fields, event.values)
    for key in event.values:
        if key in record.erased:
            yield refuse("field_erased", key, field=declaration.field(key))
    emptied_keys = {key for key, value in event.values.items() if value is None}
    values_after = {**record.values, **event.values}
    for refusal in check_required(declaration, values_after, record.stage):
        if refusal.place.field in emptied_keys:
            yield refusal
    if with_checks:
        yield from run_checks(declaration, replace_values(record, values_after), event.day, days)


def run_checks(declaration: Declaration, record: Record, as_of: dt.date, days: Days) -> Iterable[Notice]:
    """The register's checks, each applied when all fields that it uses are filled."""
    context = RecordContext(declaration, record, as_of, days)
    for check in declaration.checks:
        is_filled = all(context.get(name) is not None for name in check.holds.names)
        if is_filled and not check.holds.is_true(context):
            yield refuse("check_failed", min(check.holds.names, default=""), sentence=check.otherwise)


def replace_values(record: Record, values: Mapping[str, Value]) -> Record:
    """The record with its values replaced."""
    return dataclasses.replace(record, values=dict(values))


def list_personal_keys(declaration: Declaration) -> tuple[str, ...]:
    """The keys of personal fields; `rows.key` for those of sub-rows."""
    record_keys = [field.key for field in declaration.fields if field.personal]
    row_keys = [f"{group.key}.{field.key}" for group in declaration.rows for field in group.fields if field.personal]
    return (*record_keys, *row_keys)
