"""Link existing records, which the source names by Duban's number, to the source's keys."""

from __future__ import annotations

from collections.abc import Mapping

from duban_site.api.models import ExternalKey
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.registers.models import Register, RegisterRecord


def link_numbers(actor: Actor, register: Register, numbers: Mapping[str, str]) -> None:
    """Link records to keys by `numbers` (key → number); call it within a transaction.

    Keys in use, records that have a key, and unknown numbers are skipped.
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
