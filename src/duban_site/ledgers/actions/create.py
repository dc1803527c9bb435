"""A new record."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duban.register import Created, Value
from duban_site.access.policy import policy
from duban_site.ledgers.actions.happen import NOW, When, begin
from duban_site.ledgers.models import Ledger, LedgerRecord
from duban_site.people.actor import Actor, actor_name


@transaction.atomic
def create(
    actor: Actor,
    ledger: Ledger,
    values: Mapping[str, Value],
    *,
    number: str = "",
    stage: str | None = None,
    when: When = NOW,
) -> LedgerRecord:
    """Begin a record; without a number of its own it gets the register's next. Raises Declined."""
    policy.require(actor, "ledgers.write", ledger)
    held = Ledger.objects.select_for_update().get(pk=ledger.pk)
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


def next_number(ledger: Ledger, year: int) -> str:
    """The next free number of a locked register: 2025-000001."""
    while True:
        ledger.counter += 1
        number = f"{year}-{ledger.counter:06}"
        if not LedgerRecord.objects.filter(ledger=ledger, number=number).exists():
            return number
