"""Erase personal data whose retention period has ended, from events and record rows."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from duban.registers import Declaration, Erased, find_keys_to_erase
from duban.registers.events_json import remove_values
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.clock import now
from duban_site.registers.actions.record_event import EventTiming, lock_record, record_event
from duban_site.registers.caller_hash import hash_caller
from duban_site.registers.models import Personal, Register, RegisterRecord


def erase_due_records(actor: Actor, as_of: dt.date, register: Register | None = None) -> int:
    """Erase what is due on `as_of`, one transaction a record; gives the number of records."""
    policy.require(actor, "registers.erase")
    due_records = RegisterRecord.objects.filter(erase_on__lte=as_of).order_by("pk")
    if register is not None:
        due_records = due_records.filter(register=register)
    return sum(_erase_record(actor, row, as_of) for row in due_records.iterator(500))


@transaction.atomic
def _erase_record(actor: Actor, row: RegisterRecord, as_of: dt.date) -> bool:
    """Erase a record's personal fields that are due; gives whether there were any."""
    locked_record = lock_record(actor, row)
    field_keys = find_keys_to_erase(locked_record.declaration, locked_record.record, as_of)
    if not field_keys:
        return False
    retention = locked_record.declaration.retention
    legal_basis = retention.basis if retention is not None else ""
    recorded_at = max(now(), *(event.at for event in locked_record.events))
    event_fields = {"keys": field_keys, "reason": legal_basis}
    record_event(actor, row, Erased, timing=EventTiming(at=recorded_at), action="registers.erase", **event_fields)
    remove_personal_values(locked_record.declaration, row, field_keys)
    return True


def remove_personal_values(declaration: Declaration, row: RegisterRecord, field_keys: tuple[str, ...]) -> None:
    """Remove these fields from the personal rows of a record, and renew the caller hash."""
    for personal_row in Personal.objects.filter(record=row).select_related("event"):
        event_json = {"rows": personal_row.event.data.get("rows"), "values": personal_row.values}
        remaining_values = remove_values(event_json, field_keys)["values"]
        if not remaining_values:
            personal_row.delete()
        elif remaining_values != personal_row.values:
            personal_row.values = remaining_values
            personal_row.caller = hash_caller(declaration, remaining_values)
            personal_row.save(update_fields=["values", "caller"])
