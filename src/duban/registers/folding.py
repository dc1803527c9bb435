"""Folds events into the record as of any day, with the knowledge of any day."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from duban.registers import events as happened
from duban.registers.declaration import Declaration
from duban.registers.errors import FoldError
from duban.registers.events import Event
from duban.registers.record import Document, Pause, Record, Request, Row, Visit
from duban.registers.values import Value


def fold(
    declaration: Declaration,
    events: Iterable[Event],
    as_of: dt.date | None = None,
    *,
    known: dt.date | None = None,
) -> Record | None:
    """Fold the events of one record into its state; None when it did not exist yet.

    Events are applied by the date from which they hold, and within a day in the order in which they
    were recorded; those that hold after `as_of` are ignored. `recorded_by` ignores what was
    recorded after that day: so a figure published in March can be shown again as it was, though it
    was corrected in May. Raises FoldError.
    """
    counted = [
        event
        for event in events
        if (as_of is None or event.day <= as_of) and (known is None or event.at.date() <= known)
    ]
    counted.sort(key=lambda event: (event.day, event.serial))
    if not counted:
        return None
    record = _create(declaration, counted[0])
    for event in counted[1:]:
        _step(declaration, record, event)
    return record


def course(declaration: Declaration, events: Iterable[Event]) -> Iterator[tuple[dt.date, Record]]:
    """The record at the end of each day on which an event takes effect, in the order of the days.

    Every step yields the same object, changed in place: read it before the next step. It equals
    `fold(declaration, events, day)` for each of the days. Raises FoldError.
    """
    counted = sorted(events, key=lambda event: (event.day, event.serial))
    record: Record | None = None
    for day, ones in groupby(counted, key=lambda event: event.day):
        for event in ones:
            if record is None:
                record = _create(declaration, event)
            else:
                _step(declaration, record, event)
        if record is not None:
            yield day, record


def advance(
    declaration: Declaration, record: Record, event: Event, *, late: bool = False
) -> Record | None:
    """The record after one more event, without folding again; `record` is not changed.

    None when the event takes effect before an event that is already applied: then fold all of them.
    With `allow_late` such an event is applied last, which is right where no later event changed
    the same fields.
    """
    if event.serial <= record.serial or (event.day < record.day and not late):
        return None
    after = dataclasses.replace(
        record,
        values=dict(record.values),
        rows={key: dict(rows) for key, rows in record.rows.items()},
    )
    _step(declaration, after, event)
    return after


def _create(declaration: Declaration, event: Event) -> Record:
    if not isinstance(event, happened.Created):
        raise FoldError(f"{event.record}的记录没有从新建开始")
    stage = declaration.stage(event.stage).key if event.stage else declaration.stages[0].key
    values = _keyed(declaration, event.values)
    visits = (Visit(stage, event.day),)
    record = Record(declaration.id, event.record, event.day, values, visits)
    record.serial, record.day = event.serial, event.day
    return record


def _step(declaration: Declaration, record: Record, event: Event) -> None:
    step = _STEPS.get(type(event))
    if step is None:
        raise FoldError(f"{event.record}的第{event.serial}条记录不应是{type(event).__name__}")
    try:
        step(declaration, record, event)
    except KeyError as error:
        what = f"{event.record}的第{event.serial}条记录说到台账没有的{error}"
        raise FoldError(what) from error
    record.serial = max(record.serial, event.serial)
    record.day = max(record.day, event.day)


def _keyed(declaration: Declaration, values: Mapping[str, Value]) -> dict[str, Value]:
    """Values by the current keys of their fields."""
    return {declaration.field(key).key: value for key, value in values.items()}


def _edited(declaration: Declaration, record: Record, event: Any) -> None:
    record.values.update(_keyed(declaration, event.values))


def _corrected(declaration: Declaration, record: Record, event: happened.Corrected) -> None:
    if event.rows and event.row:
        _row_edited(declaration, record, event)
    else:
        _edited(declaration, record, event)


def _moved(declaration: Declaration, record: Record, event: happened.Moved) -> None:
    record.values.update(_keyed(declaration, event.values))
    record.visits = (*record.visits, Visit(declaration.stage(event.to).key, event.day))


def _row_added(declaration: Declaration, record: Record, event: happened.RowAdded) -> None:
    group = declaration.group(event.rows)
    values = _row_values(declaration, group.key, event.values)
    record.rows.setdefault(group.key, {})[event.row] = Row(event.row, values, event.day)


def _row_edited(declaration: Declaration, record: Record, event: Any) -> None:
    rows = record.rows[event.rows]
    row = rows[event.row]
    values = {**row.values, **_row_values(declaration, event.rows, event.values)}
    rows[event.row] = dataclasses.replace(row, values=values)


def _row_values(
    declaration: Declaration, rows: str, values: Mapping[str, Value]
) -> dict[str, Value]:
    keys = {k: one.key for one in declaration.group(rows).fields for k in (*one.was, one.key)}
    return {keys[key]: value for key, value in values.items()}


def _row_closed(_declaration: Declaration, record: Record, event: happened.RowClosed) -> None:
    rows = record.rows[event.rows]
    rows[event.row] = dataclasses.replace(rows[event.row], closed=event.day)


def _attached(_declaration: Declaration, record: Record, event: happened.Attached) -> None:
    document = Document(event.kind, event.name, event.digest, event.day)
    record.documents = (*record.documents, document)


def _asked(declaration: Declaration, record: Record, event: happened.ExtensionAsked) -> None:
    declaration.clock(event.clock)
    request = Request(event.clock, event.days, event.day)
    record.requests = (*record.requests, request)


def _decided(_declaration: Declaration, record: Record, event: happened.ExtensionDecided) -> None:
    record.requests = tuple(
        dataclasses.replace(request, granted=event.granted)
        if request.clock == event.clock and request.granted is None
        else request
        for request in record.requests
    )


def _paused(_declaration: Declaration, record: Record, event: happened.Paused) -> None:
    record.pauses = (*record.pauses, Pause(event.clock, event.day))


def _resumed(_declaration: Declaration, record: Record, event: happened.Resumed) -> None:
    record.pauses = tuple(
        dataclasses.replace(pause, until=event.day)
        if pause.clock == event.clock and pause.until is None
        else pause
        for pause in record.pauses
    )


def _erased(_declaration: Declaration, record: Record, event: happened.Erased) -> None:
    record.erased |= set(event.keys)
    for key in event.keys:
        rows, _, name = key.rpartition(".")
        if not rows:
            record.values.pop(name, None)
            continue
        kept = {k: _bare(row, name) for k, row in record.rows.get(rows, {}).items()}
        record.rows[rows] = kept


def _bare(row: Row, key: str) -> Row:
    values = {k: value for k, value in row.values.items() if k != key}
    return dataclasses.replace(row, values=values)


_STEPS: dict[type[Event], Callable[[Declaration, Record, Any], None]] = {
    happened.Edited: _edited,
    happened.Corrected: _corrected,
    happened.Moved: _moved,
    happened.RowAdded: _row_added,
    happened.RowEdited: _row_edited,
    happened.RowClosed: _row_closed,
    happened.Attached: _attached,
    happened.ExtensionAsked: _asked,
    happened.ExtensionDecided: _decided,
    happened.Paused: _paused,
    happened.Resumed: _resumed,
    happened.Erased: _erased,
}
