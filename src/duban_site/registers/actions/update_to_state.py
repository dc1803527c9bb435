"""Bring a record to the state that its source reports: only differences become events.

Repeating the same call is harmless: only the first one changes anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied

from duban.registers import Corrected, Edited, Moved, RowAdded, RowEdited, Value
from duban_site.core.clock import to_local_date
from duban_site.core.errors import Refused
from duban_site.registers.actions.batch_records import RecordBatch, RecordDraft

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class TargetState:
    """The state that a record should have. Fields that are not given stay as they are.

    `rows` are sub-rows by list and id. `occurred_at` is when it occurred at the source: clocks
    start on that day. With `correct` the present values were wrong and are corrected as of then.
    """

    values: Values = field(default_factory=dict)
    stage: str | None = None
    rows: Mapping[str, Mapping[str, Values]] = field(default_factory=dict)
    reason: str = ""
    occurred_at: dt.datetime | None = None
    correct: bool = False


def create_from_state(batch: RecordBatch, target: TargetState) -> RecordDraft:
    """Create the record and queue it. Raises Declined with the rules' reasons."""
    effective_date = _effective_date(batch, target)
    draft = batch.start_record(dict(target.values), effective_date, target.stage)
    _add_row_events(batch, draft, target, effective_date)
    return _enqueue_draft(batch, draft, target)


def update_to_state(batch: RecordBatch, draft: RecordDraft, target: TargetState) -> RecordDraft:
    """Add events for what differs. On Declined or PermissionDenied the draft is restored."""
    before = (draft.record, len(draft.events), len(draft.new))
    try:
        _add_change_events(batch, draft, target)
    except (Refused, PermissionDenied):
        draft.record = before[0]
        del draft.events[before[1] :], draft.new[before[2] :]
        raise
    return _enqueue_draft(batch, draft, target)


def _enqueue_draft(batch: RecordBatch, draft: RecordDraft, target: TargetState) -> RecordDraft:
    if target.occurred_at is not None:
        for event in draft.new:
            draft.log_details.setdefault(event.serial, {"happened_at": target.occurred_at.isoformat()})
    batch.enqueue_draft(draft)
    return draft


def _effective_date(batch: RecordBatch, target: TargetState) -> dt.date | None:
    """The day from which the state holds; None for today."""
    occurred_on = None if target.occurred_at is None else to_local_date(target.occurred_at)
    return None if occurred_on == batch.date else occurred_on


def _add_change_events(batch: RecordBatch, draft: RecordDraft, target: TargetState) -> None:
    effective_date = _effective_date(batch, target)
    record = draft.current_record
    changed_values = {
        key: value
        for key, value in target.values.items()
        if record.values.get(key) != value and key not in record.erased
    }
    stage_changes = target.stage is not None and target.stage != record.stage
    if changed_values and target.correct:
        batch.add_event(draft, Corrected, effective_date, values=changed_values, reason=target.reason)
    elif changed_values and not stage_changes:
        batch.add_event(draft, Edited, effective_date, values=changed_values, reason=target.reason)
    _add_row_events(batch, draft, target, effective_date)
    if stage_changes:
        move_values = {} if target.correct else changed_values
        batch.add_event(draft, Moved, effective_date, to=target.stage, values=move_values, reason=target.reason)


def _add_row_events(
    batch: RecordBatch, draft: RecordDraft, target: TargetState, effective_date: dt.date | None
) -> None:
    """Add the missing sub-rows, and change those that differ."""
    for list_key, row_states in target.rows.items():
        for row_id, values in row_states.items():
            existing_row = draft.current_record.rows.get(list_key, {}).get(row_id)
            if existing_row is None:
                filled_values = {key: value for key, value in values.items() if value is not None}
                batch.add_event(draft, RowAdded, effective_date, rows=list_key, row=row_id, values=filled_values)
                continue
            erased = draft.current_record.erased
            changed_values = {
                key: value
                for key, value in values.items()
                if existing_row.values.get(key) != value and f"{list_key}.{key}" not in erased
            }
            if not changed_values:
                continue
            event_fields = {"rows": list_key, "row": row_id, "values": changed_values, "reason": target.reason}
            batch.add_event(draft, Corrected if target.correct else RowEdited, effective_date, **event_fields)
