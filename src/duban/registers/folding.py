"""Folds events into the record as of any day, with the knowledge of any day."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from duban.registers import events as event_types
from duban.registers.declaration import Declaration
from duban.registers.errors import FoldError
from duban.registers.events import Event
from duban.registers.record import Document, ExtensionRequest, Pause, Record, Row, Visit
from duban.registers.values import Value


def fold(
    declaration: Declaration,
    events: Iterable[Event],
    as_of: dt.date | None = None,
    *,
    recorded_by: dt.date | None = None,
) -> Record | None:
    """Fold the events of one record into its state; None when it did not exist yet.

    Events are applied by the date from which they hold, and within a day in the order in which they
    were recorded; those that hold after `as_of` are ignored. `recorded_by` ignores what was
    recorded after that day: so a figure published in March can be shown again as it was, though it
    was corrected in May. Raises FoldError.
    """
    effective_events = [
        event
        for event in events
        if (as_of is None or event.day <= as_of) and (recorded_by is None or event.at.date() <= recorded_by)
    ]
    effective_events.sort(key=lambda event: (event.day, event.serial))
    if not effective_events:
        return None
    record = _create_record(declaration, effective_events[0])
    for event in effective_events[1:]:
        _apply_event(declaration, record, event)
    return record


def fold_by_day(declaration: Declaration, events: Iterable[Event]) -> Iterator[tuple[dt.date, Record]]:
    """The record at the end of each day on which an event takes effect, in the order of the days.

    Every step yields the same object, changed in place: read it before the next step. It equals
    `fold(declaration, events, day)` for each of the days. Raises FoldError.
    """
    ordered_events = sorted(events, key=lambda event: (event.day, event.serial))
    record: Record | None = None
    for day, day_events in groupby(ordered_events, key=lambda event: event.day):
        for event in day_events:
            if record is None:
                record = _create_record(declaration, event)
            else:
                _apply_event(declaration, record, event)
        if record is not None:
            yield day, record


def advance(declaration: Declaration, record: Record, event: Event, *, allow_late: bool = False) -> Record | None:
    """The record after one more event, without folding again; `record` is not changed.

    None when the event takes effect before an event that is already applied: then fold all of them.
    With `allow_late` such an event is applied last, which is right where no later event changed
    the same fields.
    """
    if event.serial <= record.serial or (event.day < record.day and not allow_late):
        return None
    advanced = dataclasses.replace(
        record, values=dict(record.values), rows={key: dict(rows) for key, rows in record.rows.items()}
    )
    _apply_event(declaration, advanced, event)
    return advanced


def _create_record(declaration: Declaration, event: Event) -> Record:
    if not isinstance(event, event_types.Created):
        raise FoldError.make("history_without_creation", number=event.record)
    stage = declaration.stage(event.stage).key if event.stage else declaration.stages[0].key
    values = _use_current_keys(declaration, event.values)
    visits = (Visit(stage, event.day),)
    record = Record(declaration.id, event.record, event.day, values, visits)
    record.serial, record.day = event.serial, event.day
    return record


def _apply_event(declaration: Declaration, record: Record, event: Event) -> None:
    apply_change = _CHANGE_BY_EVENT.get(type(event))
    if apply_change is None:
        event_type = type(event).__name__
        raise FoldError.make("event_out_of_place", number=event.record, serial=event.serial, type=event_type)
    try:
        apply_change(declaration, record, event)
    except KeyError as error:
        parameters = {"number": event.record, "serial": event.serial, "key": error}
        raise FoldError.make("event_names_unknown", **parameters) from error
    record.serial = max(record.serial, event.serial)
    record.day = max(record.day, event.day)


def _use_current_keys(declaration: Declaration, values: Mapping[str, Value]) -> dict[str, Value]:
    """Values by the current keys of their fields."""
    return {declaration.field(key).key: value for key, value in values.items()}


def _apply_edit(declaration: Declaration, record: Record, event: Any) -> None:
    record.values.update(_use_current_keys(declaration, event.values))


def _apply_correction(declaration: Declaration, record: Record, event: event_types.Corrected) -> None:
    if event.rows and event.row:
        _apply_row_edit(declaration, record, event)
    else:
        _apply_edit(declaration, record, event)


def _apply_move(declaration: Declaration, record: Record, event: event_types.Moved) -> None:
    record.values.update(_use_current_keys(declaration, event.values))
    record.visits = (*record.visits, Visit(declaration.stage(event.to).key, event.day))


def _apply_row_addition(declaration: Declaration, record: Record, event: event_types.RowAdded) -> None:
    group = declaration.group(event.rows)
    values = _use_current_row_keys(declaration, group.key, event.values)
    record.rows.setdefault(group.key, {})[event.row] = Row(event.row, values, event.day)


def _apply_row_edit(declaration: Declaration, record: Record, event: Any) -> None:
    rows = record.rows[event.rows]
    row = rows[event.row]
    values = {**row.values, **_use_current_row_keys(declaration, event.rows, event.values)}
    rows[event.row] = dataclasses.replace(row, values=values)


def _use_current_row_keys(declaration: Declaration, group_key: str, values: Mapping[str, Value]) -> dict[str, Value]:
    current_key_by_key = {
        declared_key: field.key
        for field in declaration.group(group_key).fields
        for declared_key in (*field.was, field.key)
    }
    return {current_key_by_key[key]: value for key, value in values.items()}


def _apply_row_closing(_declaration: Declaration, record: Record, event: event_types.RowClosed) -> None:
    rows = record.rows[event.rows]
    rows[event.row] = dataclasses.replace(rows[event.row], closed=event.day)


def _apply_attachment(_declaration: Declaration, record: Record, event: event_types.Attached) -> None:
    document = Document(event.kind, event.name, event.digest, event.day)
    record.documents = (*record.documents, document)


def _apply_extension_request(declaration: Declaration, record: Record, event: event_types.ExtensionRequested) -> None:
    declaration.clock(event.clock)
    request = ExtensionRequest(event.clock, event.days, event.day)
    record.requests = (*record.requests, request)


def _apply_extension_decision(_declaration: Declaration, record: Record, event: event_types.ExtensionDecided) -> None:
    record.requests = tuple(
        dataclasses.replace(request, granted=event.granted)
        if request.clock == event.clock and request.granted is None
        else request
        for request in record.requests
    )


def _apply_pause(_declaration: Declaration, record: Record, event: event_types.Paused) -> None:
    record.pauses = (*record.pauses, Pause(event.clock, event.day))


def _apply_resumption(_declaration: Declaration, record: Record, event: event_types.Resumed) -> None:
    record.pauses = tuple(
        dataclasses.replace(pause, until=event.day) if pause.clock == event.clock and pause.until is None else pause
        for pause in record.pauses
    )


def _apply_erasure(_declaration: Declaration, record: Record, event: event_types.Erased) -> None:
    record.erased |= set(event.keys)
    for key in event.keys:
        group_key, _, field_key = key.rpartition(".")
        if not group_key:
            record.values.pop(field_key, None)
            continue
        remaining_rows = {
            row_id: _remove_value(row, field_key) for row_id, row in record.rows.get(group_key, {}).items()
        }
        record.rows[group_key] = remaining_rows


def _remove_value(row: Row, key: str) -> Row:
    values = {value_key: value for value_key, value in row.values.items() if value_key != key}
    return dataclasses.replace(row, values=values)


_CHANGE_BY_EVENT: dict[type[Event], Callable[[Declaration, Record, Any], None]] = {
    event_types.Edited: _apply_edit,
    event_types.Corrected: _apply_correction,
    event_types.Moved: _apply_move,
    event_types.RowAdded: _apply_row_addition,
    event_types.RowEdited: _apply_row_edit,
    event_types.RowClosed: _apply_row_closing,
    event_types.Attached: _apply_attachment,
    event_types.ExtensionRequested: _apply_extension_request,
    event_types.ExtensionDecided: _apply_extension_decision,
    event_types.Paused: _apply_pause,
    event_types.Resumed: _apply_resumption,
    event_types.Erased: _apply_erasure,
}
