"""Fields and stages of a record: edit, correct, move."""

from __future__ import annotations

from collections.abc import Mapping

from duban.register import Corrected, Edited, Moved, Value
from duban_site.ledgers.actions.happen import NOW, When, happen
from duban_site.ledgers.models import LedgerEvent, LedgerRecord
from duban_site.people.actor import Actor


def edit(
    actor: Actor, record: LedgerRecord, values: Mapping[str, Value], *, when: When = NOW
) -> LedgerEvent:
    """Fields take new values."""
    return happen(actor, record, Edited, when=when, action="ledgers.edit", values=values)


def correct(
    actor: Actor,
    record: LedgerRecord,
    values: Mapping[str, Value],
    reason: str,
    *,
    rows: str | None = None,
    row: str | None = None,
    when: When = NOW,
) -> LedgerEvent:
    """What was wrong is put right, perhaps since a past day."""
    told = {"values": values, "reason": reason, "rows": rows, "row": row}
    return happen(actor, record, Corrected, when=when, action="ledgers.correct", **told)


def move(
    actor: Actor,
    record: LedgerRecord,
    to: str,
    values: Mapping[str, Value] | None = None,
    *,
    reason: str = "",
    when: When = NOW,
) -> LedgerEvent:
    """On to another stage, with the fields that the move asks for."""
    told = {"to": to, "values": values or {}, "reason": reason}
    return happen(actor, record, Moved, when=when, action="ledgers.move", **told)
