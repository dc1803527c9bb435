"""Load one record with everything that its page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from duban.registers import (
    Clock,
    ClockReading,
    Declaration,
    Event,
    Field,
    Move,
    Record,
    Rights,
    RowGroup,
    Stage,
    event_from_json,
    fold,
    read_clocks,
)
from duban.registers.masking import mask_value
from duban_site.core.actor import Caller
from duban_site.encryption.personal_reads import note_read
from duban_site.registers.duties import BodyDirectory, resolve_rights
from duban_site.registers.history import merge_personal_values
from duban_site.registers.models import RegisterDocument, RegisterEvent, RegisterRecord
from duban_site.registers.working_days import working_days

FieldWithValue = tuple[Field, Any]


@dataclass(frozen=True, slots=True)
class VisibleRow:
    """A sub-row as the reader may see it."""

    id: str
    values: list[FieldWithValue]
    added: dt.date
    closed: dt.date | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """An event of the timeline with its row, and the values it set as the reader may see them."""

    row: RegisterEvent
    event: Event
    values: list[FieldWithValue]
    document: RegisterDocument | None = None
    stage: Stage | None = None
    clock: Clock | None = None
    group: RowGroup | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """A record as its page shows it."""

    row: RegisterRecord
    declaration: Declaration
    record: Record
    rights: Rights
    stage: Stage
    values: list[FieldWithValue]
    rows: list[tuple[RowGroup, list[VisibleRow]]]
    clocks: list[tuple[Clock, ClockReading]]
    moves: list[Move]
    timeline: list[TimelineEntry]

    @property
    def masked(self) -> bool:
        """Whether personal fields are masked for the reader."""
        return not self.rights.persons and any(field.personal for field in self.declaration.fields)


def load_dossier(person: Caller, row: RegisterRecord, today: dt.date) -> Dossier:
    """Everything about a record, personal values masked where the reader may not see them."""
    declaration = row.register.declaration
    event_rows = RegisterEvent.objects.filter(record=row).select_related("personal", "by").order_by("serial")
    rows_with_events = [(event_row, _restore_event(declaration, event_row)) for event_row in event_rows]
    record = fold(declaration, [event for _row, event in rows_with_events])
    assert record is not None  # noqa: S101 # every row has its creation
    reader_rights = resolve_rights(person, row.register, BodyDirectory().find_record_bodies(declaration, record))
    documents = {document.event_id: document for document in RegisterDocument.objects.filter(record=row)}
    if reader_rights.persons:
        _note_personal_read(row, declaration, rows_with_events)
    readings = read_clocks(declaration, record, max(today, record.day), working_days())
    return Dossier(
        row=row,
        declaration=declaration,
        record=record,
        rights=reader_rights,
        stage=declaration.stage(record.stage),
        values=_visible_values(declaration.fields, record.values, reader_rights),
        rows=[(group, _visible_rows(group, record, reader_rights)) for group in declaration.rows],
        clocks=[(clock, reading) for clock, reading in zip(declaration.clocks, readings, strict=True)],
        moves=[move for move in declaration.list_moves_from(record.stage) if reader_rights.has_duty_among(move.who)],
        timeline=[_timeline_entry(declaration, reader_rights, documents, *pair) for pair in reversed(rows_with_events)],
    )


def _note_personal_read(
    row: RegisterRecord, declaration: Declaration, rows_with_events: list[tuple[RegisterEvent, Event]]
) -> None:
    """Note that the reader sees the record's personal values unmasked."""
    fields = [*declaration.fields, *(field for group in declaration.rows for field in group.fields)]
    filled_keys = {
        key for _row, event in rows_with_events for key, value in getattr(event, "values", {}).items() if value
    }
    if read_fields := [field.key for field in fields if field.personal and field.key in filled_keys]:
        note_read(row, read_fields)


def _restore_event(declaration: Declaration, row: RegisterEvent) -> Event:
    personal_values = row.personal.values if hasattr(row, "personal") else None
    return event_from_json(declaration, merge_personal_values(row.data, personal_values))


def _visible_values(fields: Iterable[Field], values: dict[str, Any], reader_rights: Rights) -> list[FieldWithValue]:
    """The fields that are filled or still in use, with their values masked as needed."""
    return [
        (field, mask_value(field, values.get(field.key), persons=reader_rights.persons))
        for field in fields
        if field.retired is None or values.get(field.key) is not None
    ]


def _visible_rows(group: RowGroup, record: Record, reader_rights: Rights) -> list[VisibleRow]:
    return [
        VisibleRow(row.id, _visible_values(group.fields, row.values, reader_rights), row.added, row.closed)
        for row in record.rows.get(group.key, {}).values()
    ]


def _timeline_entry(
    declaration: Declaration,
    reader_rights: Rights,
    document_by_event: dict[int, RegisterDocument],
    row: RegisterEvent,
    event: Event,
) -> TimelineEntry:
    group = _find_by_key(declaration.rows, getattr(event, "rows", None))
    fields = group.fields if group is not None else declaration.fields
    changed_values = getattr(event, "values", {})
    stage_by_key = {stage.key: stage for stage in declaration.stages}
    return TimelineEntry(
        row,
        event,
        [
            (field, mask_value(field, changed_values[field.key], persons=reader_rights.persons))
            for field in fields
            if field.key in changed_values
        ],
        document_by_event.get(row.pk),
        stage_by_key.get(getattr(event, "to", None) or getattr(event, "stage", None) or ""),
        _find_by_key(declaration.clocks, getattr(event, "clock", None)),
        group,
    )


def _find_by_key(items: Iterable[Any], key: str | None) -> Any:
    return next((item for item in items if item.key == key), None)
