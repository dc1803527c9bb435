"""Fields and stages of a record: edit, correct, move. All raise Declined, Conflict."""

from __future__ import annotations

from collections.abc import Mapping

from duban.registers import Corrected, Edited, Moved, Value
from duban_site.core.actor import Actor, actor_name
from duban_site.registers.actions.happen import NOW, When, happen
from duban_site.registers.history import events_of
from duban_site.registers.models import RegisterEvent, RegisterRecord


def edit(
    actor: Actor, record: RegisterRecord, values: Mapping[str, Value], *, when: When = NOW
) -> RegisterEvent:
    """Give fields new values."""
    return happen(actor, record, Edited, when=when, action="registers.edit", values=values)


def correct(
    actor: Actor,
    record: RegisterRecord,
    values: Mapping[str, Value],
    reason: str,
    *,
    rows: str | None = None,
    row: str | None = None,
    when: When = NOW,
) -> RegisterEvent:
    """Correct wrong values of the record or of a sub-row, optionally as of a past day."""
    told = {"values": values, "reason": reason, "rows": rows, "row": row}
    return happen(actor, record, Corrected, when=when, action="registers.correct", **told)


def move(
    actor: Actor,
    record: RegisterRecord,
    to: str,
    values: Mapping[str, Value] | None = None,
    *,
    reason: str = "",
    when: When = NOW,
) -> RegisterEvent:
    """Move to another stage, with the fields that the move requires."""
    told = {"to": to, "values": values or {}, "reason": reason}
    return happen(actor, record, Moved, when=when, action="registers.move", **told)


def was_moved(
    actor: Actor, record: RegisterRecord, to: str, values: Mapping[str, Value], serial: int
) -> bool:
    """Whether the latest event is this very move by the actor, right after `serial` (a repeat)."""
    last = events_of(record.register.declaration, record)[-1]
    own = last.serial == serial + 1 and last.actor == actor_name(actor)
    return own and isinstance(last, Moved) and (last.to, last.values) == (to, dict(values))
