"""Load one record with everything that its page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from duban.registers import (
    Clock,
    Declaration,
    Event,
    Field,
    Move,
    Reading,
    Record,
    Rights,
    Rows,
    Stage,
    event_from_json,
    fold,
    read_clocks,
)
from duban.registers.viewing import shown
from duban_site.core.actor import Caller
from duban_site.encryption.reads import note_read
from duban_site.registers.days import days
from duban_site.registers.duties import Names, rights
from duban_site.registers.history import merged
from duban_site.registers.models import RegisterDocument, RegisterEvent, RegisterRecord

Shown = tuple[Field, Any]


@dataclass(frozen=True, slots=True)
class RowShown:
    """A sub-row as the reader may see it."""

    id: str
    values: list[Shown]
    added: dt.date
    closed: dt.date | None


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of the timeline with its row, and the values it set as the reader may see them."""

    row: RegisterEvent
    event: Event
    values: list[Shown]
    document: RegisterDocument | None = None
    stage: Stage | None = None
    clock: Clock | None = None
    group: Rows | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """A record as its page shows it."""

    row: RegisterRecord
    declaration: Declaration
    record: Record
    rights: Rights
    stage: Stage
    values: list[Shown]
    rows: list[tuple[Rows, list[RowShown]]]
    clocks: list[tuple[Clock, Reading]]
    moves: list[Move]
    timeline: list[Happened]

    @property
    def masked(self) -> bool:
        """Whether personal fields are masked for the reader."""
        return not self.rights.persons and any(f.personal for f in self.declaration.fields)


def dossier(person: Caller, row: RegisterRecord, today: dt.date) -> Dossier:
    """Everything about a record, personal values masked where the reader may not see them."""
    declaration = row.register.declaration
    kept = (
        RegisterEvent.objects.filter(record=row).select_related("personal", "by").order_by("serial")
    )
    pairs = [(one, _event(declaration, one)) for one in kept]
    record = fold(declaration, [event for _row, event in pairs])
    assert record is not None  # noqa: S101 # every row has its creation
    own = rights(person, row.register, Names().of(declaration, record))
    documents = {d.event_id: d for d in RegisterDocument.objects.filter(record=row)}
    if own.persons:
        _note(row, declaration, pairs)
    readings = read_clocks(declaration, record, max(today, record.day), days())
    return Dossier(
        row=row,
        declaration=declaration,
        record=record,
        rights=own,
        stage=declaration.stage(record.stage),
        values=_values(declaration.fields, record.values, own),
        rows=[(group, _rows(group, record, own)) for group in declaration.rows],
        clocks=[(c, r) for c, r in zip(declaration.clocks, readings, strict=True)],
        moves=[m for m in declaration.moves_from(record.stage) if own.may(m.who)],
        timeline=[_told(declaration, own, documents, *pair) for pair in reversed(pairs)],
    )


def _note(
    row: RegisterRecord, declaration: Declaration, pairs: list[tuple[RegisterEvent, Event]]
) -> None:
    """Note that the reader sees the record's personal values unmasked."""
    fields = [*declaration.fields, *(field for group in declaration.rows for field in group.fields)]
    filled = {key for _row, event in pairs for key, v in getattr(event, "values", {}).items() if v}
    if names := [field.key for field in fields if field.personal and field.key in filled]:
        note_read(row, names)


def _event(declaration: Declaration, row: RegisterEvent) -> Event:
    apart = row.personal.values if hasattr(row, "personal") else None
    return event_from_json(declaration, merged(row.data, apart))


def _values(fields: Iterable[Field], values: dict[str, Any], own: Rights) -> list[Shown]:
    """The fields that are filled or still in use, with their values masked as needed."""
    return [
        (field, shown(field, values.get(field.key), persons=own.persons))
        for field in fields
        if field.retired is None or values.get(field.key) is not None
    ]


def _rows(group: Rows, record: Record, own: Rights) -> list[RowShown]:
    return [
        RowShown(row.id, _values(group.fields, row.values, own), row.added, row.closed)
        for row in record.rows.get(group.key, {}).values()
    ]


def _told(
    declaration: Declaration,
    own: Rights,
    documents: dict[int, RegisterDocument],
    row: RegisterEvent,
    event: Event,
) -> Happened:
    group = _named(declaration.rows, getattr(event, "rows", None))
    fields = group.fields if group is not None else declaration.fields
    changed = getattr(event, "values", {})
    stages = {stage.key: stage for stage in declaration.stages}
    return Happened(
        row,
        event,
        [(f, shown(f, changed[f.key], persons=own.persons)) for f in fields if f.key in changed],
        documents.get(row.pk),
        stages.get(getattr(event, "to", None) or getattr(event, "stage", None) or ""),
        _named(declaration.clocks, getattr(event, "clock", None)),
        group,
    )


def _named(things: Iterable[Any], key: str | None) -> Any:
    return next((thing for thing in things if thing.key == key), None)
