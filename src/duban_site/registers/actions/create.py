"""Create a record, and give out the numbers of a register."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duban.registers import Created, Value
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, actor_name
from duban_site.core.audit.log import log
from duban_site.registers.actions.happen import NOW, When, begin
from duban_site.registers.models import Register, RegisterRecord


@transaction.atomic
def create(
    actor: Actor,
    register: Register,
    values: Mapping[str, Value],
    *,
    number: str = "",
    stage: str | None = None,
    when: When = NOW,
) -> RegisterRecord:
    """Create a record; without `number` it gets the register's next. Raises Declined."""
    policy.require(actor, "registers.write", register)
    held = Register.objects.select_for_update(no_key=True).get(pk=register.pk)
    at = when.moment
    own = number.strip()
    held.counter += bool(own)
    event = Created(
        record=own or next_number(held, at.year),
        serial=1,
        at=at,
        actor=actor_name(actor),
        version=held.declaration.version,
        effective=when.effective,
        values={key: value for key, value in values.items() if value is not None},
        stage=stage,
    )
    row = begin(actor, held, event)
    held.save(update_fields=["counter"])
    return row


def next_number(register: Register, year: int) -> str:
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
    held = Register.objects.select_for_update(no_key=True).get(pk=register.pk)
    first = held.counter + 1
    held.counter += count
    held.save(update_fields=["counter"])
    log(actor, "registers.reserve_numbers", held, first=first, last=held.counter)
    return range(first, held.counter + 1)
