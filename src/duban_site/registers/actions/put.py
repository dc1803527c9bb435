"""Bring a record to the state that its source reports: only differences become events.

Repeating the same call is harmless: only the first one changes anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied

from duban.registers import (
    Corrected,
    Edited,
    Moved,
    RowAdded,
    RowEdited,
    Value,
)
from duban_site.core.clock import day_of
from duban_site.core.errors import Refused
from duban_site.registers.actions.batch import Batch, Draft

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The state that a record should have. Fields that are not given stay as they are.

    `rows` are sub-rows by list and id. `occurred_at` is when it occurred at the source: clocks
    start on that day. With `correct` the present values were wrong and are corrected as of then.
    """

    values: Values = field(default_factory=dict)
    stage: str | None = None
    rows: Mapping[str, Mapping[str, Values]] = field(default_factory=dict)
    reason: str = ""
    happened: dt.datetime | None = None
    correct: bool = False


def put_new(batch: Batch, wanted: Wanted) -> Draft:
    """Create the record and queue it. Raises Declined with the rules' reasons."""
    day = _day(batch, wanted)
    draft = batch.begin(dict(wanted.values), day, wanted.stage)
    _rows(batch, draft, wanted, day)
    return _kept(batch, draft, wanted)


def put_changed(batch: Batch, draft: Draft, wanted: Wanted) -> Draft:
    """Add events for what differs. On Declined or PermissionDenied the draft is restored."""
    before = (draft.record, len(draft.events), len(draft.new))
    try:
        _change(batch, draft, wanted)
    except (Refused, PermissionDenied):
        draft.record = before[0]
        del draft.events[before[1] :], draft.new[before[2] :]
        raise
    return _kept(batch, draft, wanted)


def _kept(batch: Batch, draft: Draft, wanted: Wanted) -> Draft:
    if wanted.happened is not None:
        for event in draft.new:
            draft.told.setdefault(event.serial, {"happened_at": wanted.happened.isoformat()})
    batch.keep(draft)
    return draft


def _day(batch: Batch, wanted: Wanted) -> dt.date | None:
    """The day from which the state holds; None for today."""
    day = None if wanted.happened is None else day_of(wanted.happened)
    return None if day == day_of(batch.at) else day


def _change(batch: Batch, draft: Draft, wanted: Wanted) -> None:
    day = _day(batch, wanted)
    record = draft.made
    new = {
        key: value
        for key, value in wanted.values.items()
        if record.values.get(key) != value and key not in record.erased
    }
    moves = wanted.stage is not None and wanted.stage != record.stage
    if new and wanted.correct:
        batch.happen(draft, Corrected, day, values=new, reason=wanted.reason)
    elif new and not moves:
        batch.happen(draft, Edited, day, values=new, reason=wanted.reason)
    _rows(batch, draft, wanted, day)
    if moves:
        asked = {} if wanted.correct else new
        batch.happen(draft, Moved, day, to=wanted.stage, values=asked, reason=wanted.reason)


def _rows(batch: Batch, draft: Draft, wanted: Wanted, day: dt.date | None) -> None:
    """Add the missing sub-rows, and change those that differ."""
    for rows, own in wanted.rows.items():
        for row, values in own.items():
            there = draft.made.rows.get(rows, {}).get(row)
            if there is None:
                kept = {key: value for key, value in values.items() if value is not None}
                batch.happen(draft, RowAdded, day, rows=rows, row=row, values=kept)
                continue
            erased = draft.made.erased
            new = {
                key: value
                for key, value in values.items()
                if there.values.get(key) != value and f"{rows}.{key}" not in erased
            }
            if not new:
                continue
            told = {"rows": rows, "row": row, "values": new, "reason": wanted.reason}
            batch.happen(draft, Corrected if wanted.correct else RowEdited, day, **told)
