"""Create a record, and give out the numbers of a register."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duban.registers import Created, Value
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, format_actor_name
from duban_site.core.audit.log import log_event
from duban_site.registers.actions.record_event import RECORDED_NOW, EventTiming, insert_record
from duban_site.registers.models import Register, RegisterRecord


@transaction.atomic
def create_record(
    actor: Actor,
    register: Register,
    values: Mapping[str, Value],
    *,
    number: str = "",
    stage: str | None = None,
    timing: EventTiming = RECORDED_NOW,
) -> RegisterRecord:
    """Create a record; without `number` it gets the register's next. Raises Declined."""
    policy.require(actor, "registers.write", register)
    locked_register = Register.objects.select_for_update(no_key=True).get(pk=register.pk)
    recorded_at = timing.recording_time
    requested_number = number.strip()
    locked_register.counter += bool(requested_number)
    event = Created(
        record=requested_number or take_next_number(locked_register, recorded_at.year),
        serial=1,
        at=recorded_at,
        actor=format_actor_name(actor),
        version=locked_register.declaration.version,
        effective=timing.effective,
        values={field_key: value for field_key, value in values.items() if value is not None},
        stage=stage,
    )
    row = insert_record(actor, locked_register, event)
    locked_register.save(update_fields=["counter"])
    return row


def take_next_number(register: Register, year: int) -> str:
    """Advance the counter of a locked register to its next free number, such as 2025-000001."""
    while True:
        register.counter += 1
        number = f"{year}-{register.counter:06}"
        if not RegisterRecord.objects.filter(register=register, number=number).exists():
            return number


@transaction.atomic
def reserve_numbers(actor: Actor, register: Register, count: int) -> range:
    """Reserve the next `count` numbers, so that the register is not locked while records are made.

    Numbers that are not used are never given out again.
    """
    locked_register = Register.objects.select_for_update(no_key=True).get(pk=register.pk)
    first_number = locked_register.counter + 1
    locked_register.counter += count
    locked_register.save(update_fields=["counter"])
    log_event(actor, "registers.reserve_numbers", locked_register, first=first_number, last=locked_register.counter)
    return range(first_number, locked_register.counter + 1)
