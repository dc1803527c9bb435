"""Fields and stages of a record: edit, correct, move. All raise Declined, Conflict."""

from __future__ import annotations

from collections.abc import Mapping

from duban.registers import Corrected, Edited, Moved, Value
from duban_site.core.actor import Actor, format_actor_name
from duban_site.registers.actions.record_event import RECORDED_NOW, EventTiming, record_event
from duban_site.registers.history import load_events
from duban_site.registers.models import RegisterEvent, RegisterRecord


def edit_fields(
    actor: Actor, record: RegisterRecord, values: Mapping[str, Value], *, timing: EventTiming = RECORDED_NOW
) -> RegisterEvent:
    """Give fields new values."""
    return record_event(actor, record, Edited, timing=timing, action="registers.edit", values=values)


def correct_fields(
    actor: Actor,
    record: RegisterRecord,
    values: Mapping[str, Value],
    reason: str,
    *,
    list_key: str | None = None,
    row_id: str | None = None,
    timing: EventTiming = RECORDED_NOW,
) -> RegisterEvent:
    """Correct wrong values of the record or of a sub-row, optionally as of a past day."""
    event_fields = {"values": values, "reason": reason, "rows": list_key, "row": row_id}
    return record_event(actor, record, Corrected, timing=timing, action="registers.correct", **event_fields)


def move_to_stage(
    actor: Actor,
    record: RegisterRecord,
    target_stage: str,
    values: Mapping[str, Value] | None = None,
    *,
    reason: str = "",
    timing: EventTiming = RECORDED_NOW,
) -> RegisterEvent:
    """Move to another stage, with the fields that the move requires."""
    event_fields = {"to": target_stage, "values": values or {}, "reason": reason}
    return record_event(actor, record, Moved, timing=timing, action="registers.move", **event_fields)


def is_repeated_move(
    actor: Actor, record: RegisterRecord, target_stage: str, values: Mapping[str, Value], serial: int
) -> bool:
    """Whether the latest event is this very move by the actor, right after `serial` (a repeat)."""
    latest_event = load_events(record.register.declaration, record)[-1]
    is_next_by_actor = latest_event.serial == serial + 1 and latest_event.actor == format_actor_name(actor)
    return (
        is_next_by_actor
        and isinstance(latest_event, Moved)
        and (latest_event.to, latest_event.values) == (target_stage, dict(values))
    )
