"""Import a file of air or water readings: all rows, or none with every fault reported."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.notices import Notice, NoticeError, Place, make_notice
from duban.registers import Event, Field, Record, Value, fold, read_value
from duban.registers.events import RowAdded
from duban.registers.folding import advance
from duban.registers.sheets import Sheet
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.clock import now
from duban_site.core.errors import Refused
from duban_site.jobs.differences import Change, Differences, list_reading_notices, require_confirmed
from duban_site.registers.actions.enter_readings import DATE_FIELD_BY_KIND, build_reading_event, require_kind
from duban_site.registers.actions.record_event import LockedRecord, append_events, build_next_event, lock_record
from duban_site.registers.duties import BodyDirectory
from duban_site.registers.errors import InvalidInput
from duban_site.registers.history import load_events
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.environment import Kind, list_entry_fields
from duban_site.registers.sheet_changes import format_value, summarise_values

MAX_ROWS = 20_000
"""Limit of rows in a file: a year of days at 54 stations, a year of months at 1,600 sections.

20,000 take some 12 seconds of processor time, as much as one request may; more come in two files.
"""
MAX_REPORTED_PROBLEMS = 50


@dataclass(slots=True)
class _ReadingFile:
    """A parsed sheet: its problems, and the valid readings by record key."""

    kind: Kind
    problems: list[Notice] = field(default_factory=list)
    readings: dict[int, list[tuple[int, dict[str, Value]]]] = field(default_factory=lambda: defaultdict(list))
    line_by_reading: dict[tuple[int, Value], int] = field(default_factory=dict)

    def add_problem(self, line: int, code: str, /, **parameters: object) -> None:
        self.problems.append(make_notice(code, Place(line=line), **parameters))


def compare_readings(actor: Actor, register: Register, sheets: Sequence[Sheet]) -> Differences:
    """What a sheet of readings would add and change. Raises InvalidInput with every fault."""
    policy.require(actor, "registers.write", register)
    file = _open_file(register, sheets)
    row_by_key = RegisterRecord.objects.in_bulk(list(file.readings))
    changes = []
    for record_key, lines in file.readings.items():
        record = fold(register.declaration, load_events(register.declaration, row_by_key[record_key]))
        assert record is not None  # noqa: S101 # every row has its creation
        for line, values in lines:
            try:
                changes += _list_changes(register, record, file.kind, line, values)
            except Refused as error:
                file.add_problem(line, "reading_refused", reason=error)
    if file.problems:
        raise InvalidInput(file.problems[:MAX_REPORTED_PROBLEMS])
    carried_cells = [item for sheet in sheets[:1] for item in sheet.carried_cells]
    return Differences(sorted(changes, key=lambda item: item.row), list_reading_notices((), (), carried_cells))


def _list_changes(register: Register, record: Record, kind: Kind, line: int, values: dict[str, Value]) -> list[Change]:
    """The changes of one reading; none where the same reading exists already. Raises Refused."""
    reading_event = build_reading_event(record, kind, values, now())
    if reading_event is None:
        return []
    event_type, event_fields = reading_event
    declaration = register.declaration
    fields = {
        declared_field.key: declared_field
        for group in declaration.rows
        if group.key == kind
        for declared_field in group.fields
    }
    subject = f"{record.values.get(declaration.title)} {values[DATE_FIELD_BY_KIND[kind]]}"
    if event_type is RowAdded:
        return [Change(line, subject, _("新增"), "", summarise_values(event_fields["values"], fields))]
    row = record.rows[kind][event_fields["row"]]
    return [
        Change(line, subject, fields[key].heading, format_value(row.values.get(key)), format_value(value))
        for key, value in event_fields["values"].items()
    ]


@transaction.atomic
def import_readings(
    actor: Actor, register: Register, sheets: Sequence[Sheet], *, file: tuple[str, bytes], confirmed: str
) -> int:
    """Import a sheet with one reading a row; gives how many were written.

    `confirmed` is the digest of the differences that somebody confirmed. Raises InvalidInput with
    every fault, Conflict where the differences have changed since.
    """
    policy.require(actor, "registers.write", register)
    locked_register = Register.objects.select_for_update().get(pk=register.pk)
    require_confirmed(compare_readings(actor, locked_register, sheets), confirmed)
    reading_file = _open_file(locked_register, sheets)
    body_directory, reading_count = BodyDirectory(), 0
    for record_key, lines in reading_file.readings.items():
        reading_count += _append_readings(
            actor, lock_record(actor, RegisterRecord(pk=record_key), body_directory), lines, reading_file
        )
    if reading_file.problems:
        raise InvalidInput(reading_file.problems[:MAX_REPORTED_PROBLEMS])
    sha256 = hashlib.sha256(file[1]).hexdigest()
    log_event(actor, "registers.import", locked_register, file=file[0], sha256=sha256, events=reading_count)
    return reading_count


def _open_file(register: Register, sheets: Sequence[Sheet]) -> _ReadingFile:
    """Parse the readings of the first sheet. Raises InvalidInput with every fault."""
    if not sheets:
        raise InvalidInput([make_notice("sheet_empty")])
    reading_file = _ReadingFile(require_kind(register))
    _read_sheet(register, sheets[0], reading_file)
    if reading_file.problems:
        raise InvalidInput(reading_file.problems[:MAX_REPORTED_PROBLEMS])
    return reading_file


def _append_readings(
    actor: Actor, locked_record: LockedRecord, lines: list[tuple[int, dict[str, Value]]], reading_file: _ReadingFile
) -> int:
    """Append the readings of one record; its history is read once, its row written once."""
    events = list[Event]()
    for line, values in lines:
        try:
            event = _build_reading_event(actor, locked_record, reading_file.kind, values)
        except Refused as error:
            reading_file.add_problem(line, "reading_refused", reason=error)
            continue
        if event is not None:
            next_record = advance(locked_record.declaration, locked_record.record, event, allow_late=True)
            assert next_record is not None  # noqa: S101 # its serial is the next
            locked_record.record = next_record
            events.append(event)
    if events and not reading_file.problems:
        append_events(actor, locked_record, events)
    return len(events)


def _build_reading_event(
    actor: Actor, locked_record: LockedRecord, kind: Kind, values: Mapping[str, Value]
) -> Event | None:
    """The event of a reading; None where the same exists already. Raises Declined, Refused."""
    reading_event = build_reading_event(locked_record.record, kind, values, now())
    if reading_event is None:
        return None
    event_type, event_fields = reading_event
    return build_next_event(actor, locked_record, event_type, now(), **event_fields)


def _read_sheet(register: Register, sheet: Sheet, reading_file: _ReadingFile) -> None:
    """Parse every row of the sheet; valid readings go to their record, faults to `problems`."""
    declaration, date_field_key = register.declaration, DATE_FIELD_BY_KIND[reading_file.kind]
    title_heading = declaration.field(declaration.title).heading
    field_by_heading = {declared_field.heading: declared_field for declared_field in list_entry_fields(declaration)}
    heading_by_label = {declared_field.label: declared_field.heading for declared_field in field_by_heading.values()}
    headings = [heading_by_label.get(heading, heading) for heading in sheet.headings]
    date_heading = next(
        heading for heading, declared_field in field_by_heading.items() if declared_field.key == date_field_key
    )
    if missing_headings := [heading for heading in (title_heading, date_heading) if heading not in headings]:
        reading_file.add_problem(1, "heading_missing", column=missing_headings[0])
        return
    if len(sheet.rows) > MAX_ROWS:
        reading_file.problems.append(make_notice("readings_too_many", most=MAX_ROWS))
        return
    station_rows = register.records.values_list("title", "values__year", "pk")
    record_key_by_station = {(station_name, year): record_key for station_name, year, record_key in station_rows}
    for line, cells in enumerate(sheet.rows, start=2):
        cell_by_heading = dict(zip(headings, cells, strict=False))
        values = _read_values(line, field_by_heading, cell_by_heading, reading_file)
        reading_date: Any = values.get(date_field_key)
        record_key = record_key_by_station.get(
            (str(cell_by_heading.get(title_heading) or ""), getattr(reading_date, "year", None))
        )
        if record_key is None:
            reading_file.add_problem(line, "station_missing", name=cell_by_heading.get(title_heading) or "—")
        elif (
            first_line := reading_file.line_by_reading.setdefault((record_key, _date_key(reading_date)), line)
        ) != line:
            reading_file.add_problem(line, "reading_repeated", row=first_line)
        else:
            reading_file.readings[record_key].append((line, values))


def _date_key(value: Any) -> Value:
    return value if isinstance(value, dt.date) else None


def _read_values(
    line: int, field_by_heading: Mapping[str, Field], cell_by_heading: Mapping[str, Any], reading_file: _ReadingFile
) -> dict[str, Value]:
    values = dict[str, Value]()
    for heading, declared_field in field_by_heading.items():
        try:
            value = read_value(declared_field, cell_by_heading.get(heading))
        except NoticeError as error:
            place = Place(line=line, column=heading)
            reading_file.problems += [notice.move_to(place) for notice in error.notices]
            continue
        if value is not None:
            values[declared_field.key] = value
    return values
