"""Update a record's row for lists, boards and search from its folded events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from duban.registers import (
    Clock,
    ClockReading,
    ClockState,
    Days,
    Declaration,
    Field,
    FieldType,
    Point,
    Record,
    StageKind,
    is_exportable,
    read_clocks,
    to_json,
)
from duban.registers.days import add_months
from duban_site.core.clock import utc_now
from duban_site.registers.duties import BodyDirectory, RecordBodies
from duban_site.registers.models import RegisterRecord

MAX_TITLE_LENGTH, MAX_TEXT_LENGTH, MAX_REGION_LENGTH, MAX_WARNING_DAYS = 300, 4000, 80, 400
TICKING_STATES = (ClockState.RUNNING, ClockState.SOON, ClockState.OVERDUE)
SEARCHABLE_TYPES = frozenset({FieldType.TEXT, FieldType.LONG, FieldType.CHOICE, FieldType.BODY, FieldType.PLACE})
_SINGLE_DAY = dt.timedelta(days=1)


def update_summary(
    row: RegisterRecord,
    declaration: Declaration,
    record: Record,
    read_on: dt.date,
    working_days: Days,
    body_directory: BodyDirectory,
) -> RecordBodies:
    """Set every column of `row` from `record`, folded from all its events; clocks as of `read_on`.

    Gives the bodies that the record names; the caller saves the `mentioned` ones.
    """
    open_fields = [field for field in declaration.fields if is_exportable(field)]
    stage = declaration.stage(record.stage)
    bodies = body_directory.find_record_bodies(declaration, record)
    row.stage, row.since, row.created = record.stage, record.since, record.created
    row.open = stage.kind is StageKind.OPEN
    row.lead, row.county, row.street = bodies.lead, bodies.county, bodies.street
    row.values = {
        field_declaration.key: to_json(value)
        for field_declaration in open_fields
        if (value := record.values.get(field_declaration.key)) is not None
    }
    row.title = _record_title(declaration, record)
    row.region = str(record.values.get(declaration.region or "") or "")[:MAX_REGION_LENGTH]
    row.text = _searchable_text(open_fields, record)
    row.grams = character_pairs(row.text)
    row.serial, row.day, row.updated_at = record.serial, record.day, utc_now()
    _set_point(row, open_fields, record)
    _set_clock(row, declaration, read_clocks(declaration, record, read_on, working_days), working_days)
    row.erase_on = find_erasure_day(declaration, record)
    return bodies


def _record_title(declaration: Declaration, record: Record) -> str:
    field = declaration.field(declaration.title)
    value = record.values.get(field.key)
    return str(value)[:MAX_TITLE_LENGTH] if value is not None and is_exportable(field) else record.id


def _searchable_text(fields: Iterable[Field], record: Record) -> str:
    words = [record.id]
    words += [
        str(value)
        for field_declaration in fields
        if field_declaration.type in SEARCHABLE_TYPES and (value := record.values.get(field_declaration.key))
    ]
    return " ".join(words)[:MAX_TEXT_LENGTH]


def character_pairs(text: str) -> str:
    """The distinct pairs of characters of a text, separated by spaces, as the search index."""
    words = text.lower().split()
    return " ".join(dict.fromkeys(word[i : i + 2] for word in words for i in range(len(word))))


def _set_point(row: RegisterRecord, fields: Iterable[Field], record: Record) -> None:
    points = (
        record.values.get(field_declaration.key)
        for field_declaration in fields
        if field_declaration.type is FieldType.POINT
    )
    point = next((candidate for candidate in points if isinstance(candidate, Point)), None)
    row.lng, row.lat = (None, None) if point is None else (point.lng, point.lat)
    row.datum = "" if point is None else str(point.datum)


def _set_clock(
    row: RegisterRecord, declaration: Declaration, readings: tuple[ClockReading, ...], working_days: Days
) -> None:
    ticking = [reading for reading in readings if reading.state in TICKING_STATES and reading.due is not None]
    row.paused = any(reading.state is ClockState.PAUSED for reading in readings)
    row.clock, row.due, row.warn_on = "", None, None
    if ticking:
        earliest = min(ticking, key=lambda reading: reading.due or dt.date.max)
        assert earliest.due is not None  # noqa: S101 # of those with a day
        clock = declaration.clock(earliest.clock)
        row.clock, row.due = earliest.clock, earliest.due
        row.warn_on = find_warning_day(clock, earliest.due, working_days)


def find_warning_day(clock: Clock, due_date: dt.date, working_days: Days) -> dt.date:
    """The first day on which the due date is near."""
    day = due_date
    for _ in range(MAX_WARNING_DAYS):
        if working_days.between(day - _SINGLE_DAY, due_date, clock.days) > clock.warn:
            break
        day -= _SINGLE_DAY
    return day


def find_erasure_day(declaration: Declaration, record: Record) -> dt.date | None:
    """The first day on which some personal field is due for erasure; None if not scheduled."""
    retention = declaration.retention
    if retention is None or record.stage not in retention.after:
        return None
    filled_fields = [*_select_filled(declaration.fields, [record.values])]
    for group in declaration.rows:
        rows = [row.values for row in record.rows.get(group.key, {}).values()]
        filled_fields += _select_filled(group.fields, rows)
    if not filled_fields:
        return None
    # Moving between two final stages does not restart the period: take the earliest day;
    # due_for_erasure then tells what is really due.
    since = min(visit.since for visit in record.visits if visit.stage in retention.after)
    return min(add_months(since, field.retention_months or retention.months) for field in filled_fields)


def _select_filled(fields: Iterable[Field], rows: list[dict[str, Any]]) -> Iterable[Field]:
    personal_fields = (field for field in fields if field.personal)
    return (
        field_declaration
        for field_declaration in personal_fields
        if any(values.get(field_declaration.key) is not None for values in rows)
    )
