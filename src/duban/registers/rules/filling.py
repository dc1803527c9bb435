"""Rules of field values: valid values, fields required from a stage on, and checks."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from duban.registers.days import Days
from duban.registers.declaration import Declaration, StageKind
from duban.registers.errors import Refusal
from duban.registers.evaluating import RecordContext
from duban.registers.field import Field
from duban.registers.reading_values import read_value
from duban.registers.record import Record
from duban.registers.values import Value


def fields(known: tuple[Field, ...], values: Mapping[str, Value]) -> Iterable[Refusal]:
    """Each value belongs to a declared field in use, and is valid for it."""
    by_key = {field.key: field for field in known}
    for key, value in values.items():
        field = by_key.get(key)
        if field is None:
            yield Refusal("field", f"没有“{key}”这个字段", key)
        elif field.retired is not None:
            yield Refusal("retired", f"“{field.label}”已停用，不再填写", key)
        else:
            yield from _value(field, value)


def _value(field: Field, value: Value) -> Iterable[Refusal]:
    try:
        read_value(field, value)
    except ValueError as error:
        yield Refusal("value", f"“{field.label}”{error}", field.key)


def required(declaration: Declaration, values: Mapping[str, Any], stage: str) -> Iterable[Refusal]:
    """Fields that a record must have in `stage`; a terminated record need not be complete."""
    here = declaration.stage(stage)
    if here.kind is StageKind.ENDED:
        return
    for field in declaration.fields:
        if field.required is None or field.retired is not None:
            continue
        since = declaration.order(field.required)
        if since <= declaration.order(here.key) and values.get(field.key) is None:
            yield Refusal("required", f"“{here.label}”阶段须填写“{field.label}”", field.key)


def edit(
    declaration: Declaration, record: Record, event: Any, days: Days, *, check: bool = True
) -> Iterable[Refusal]:
    """New values: valid for their fields, not of erased fields, and no required field emptied."""
    yield from fields(declaration.fields, event.values)
    for key in event.values:
        if key in record.erased:
            label = declaration.field(key).label
            yield Refusal("erased", f"“{label}”是已按期删除的个人信息，不再填写", key)
    emptied = {key for key, value in event.values.items() if value is None}
    after = {**record.values, **event.values}
    for refusal in required(declaration, after, record.stage):
        if refusal.field in emptied:
            yield refusal
    if check:
        yield from checks(declaration, with_values(record, after), event.day, days)


def checks(declaration: Declaration, record: Record, day: dt.date, days: Days) -> Iterable[Refusal]:
    """The register's checks, each applied when all fields that it uses are filled."""
    context = RecordContext(declaration, record, day, days)
    for one in declaration.checks:
        filled = all(context.get(name) is not None for name in one.holds.names)
        if filled and not one.holds.holds(context):
            yield Refusal("check", one.otherwise, min(one.holds.names, default=""))


def with_values(record: Record, values: Mapping[str, Value]) -> Record:
    """The record with its values replaced."""
    return dataclasses.replace(record, values=dict(values))


def personal(declaration: Declaration) -> tuple[str, ...]:
    """The keys of personal fields; `rows.key` for those of sub-rows."""
    own = [field.key for field in declaration.fields if field.personal]
    rows = [
        f"{g.key}.{field.key}" for g in declaration.rows for field in g.fields if field.personal
    ]
    return (*own, *rows)
