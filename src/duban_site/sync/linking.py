"""Records that the source knows by Duban's number: from then on by the source's key too."""

from __future__ import annotations

from collections.abc import Mapping

from duban_site.api.models import ExternalKey
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.registers.models import Register, RegisterRecord


def link_numbers(actor: Actor, register: Register, numbers: Mapping[str, str]) -> None:
    """Give the records of these numbers the keys beside them; within a transaction.

    A key that is taken, a record that has a key, and a number that there is not, are left alone.
    """
    if not numbers:
        return
    taken = set(
        ExternalKey.objects.filter(register=register, key__in=numbers).values_list("key", flat=True)
    )
    free = {number: key for key, number in numbers.items() if key not in taken}
    found = RegisterRecord.objects.filter(register=register, number__in=free, external=None)
    for record in found:
        ExternalKey.objects.create(register=register, record=record, key=free[record.number])
        log(actor, "registers.link_key", record, key=free[record.number])
