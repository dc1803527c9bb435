"""Erase personal data whose retention period has ended, from events and record rows."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from duban.registers import Declaration, Erased, due_for_erasure
from duban.registers.events_json import without
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.clock import now
from duban_site.registers.actions.happen import When, happen, hold
from duban_site.registers.callers import caller_sign
from duban_site.registers.models import Personal, Register, RegisterRecord


def erase_due(actor: Actor, as_of: dt.date, register: Register | None = None) -> int:
    """Erase what is due on `as_of`, one transaction a record; gives the number of records."""
    policy.require(actor, "registers.erase")
    due = RegisterRecord.objects.filter(erase_on__lte=as_of).order_by("pk")
    if register is not None:
        due = due.filter(register=register)
    return sum(_erase(actor, row, as_of) for row in due.iterator(500))


@transaction.atomic
def _erase(actor: Actor, row: RegisterRecord, as_of: dt.date) -> bool:
    """Erase a record's personal fields that are due; gives whether there were any."""
    held = hold(actor, row)
    keys = due_for_erasure(held.declaration, held.record, as_of)
    if not keys:
        return False
    retention = held.declaration.retention
    basis = retention.basis if retention is not None else ""
    at = max(now(), *(event.at for event in held.events))
    told = {"keys": keys, "reason": basis}
    happen(actor, row, Erased, when=When(at=at), action="registers.erase", **told)
    take_out(held.declaration, row, keys)
    return True


def take_out(declaration: Declaration, row: RegisterRecord, keys: tuple[str, ...]) -> None:
    """Remove these fields from the personal rows of a record, and renew the caller hash."""
    for kept in Personal.objects.filter(record=row).select_related("event"):
        data = {"rows": kept.event.data.get("rows"), "values": kept.values}
        left = without(data, keys)["values"]
        if not left:
            kept.delete()
        elif left != kept.values:
            kept.values = left
            kept.caller = caller_sign(declaration, left)
            kept.save(update_fields=["values", "caller"])
