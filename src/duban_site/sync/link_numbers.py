"""Link existing records, which the source names by Duban's number, to the source's keys."""

from __future__ import annotations

from collections.abc import Mapping

from duban_site.api.models import ExternalKey
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.registers.models import Register, RegisterRecord


def link_numbers(actor: Actor, register: Register, numbers: Mapping[str, str]) -> None:
    """Link records to keys by `numbers` (key → number); call it within a transaction.

    Keys in use, records that have a key, and unknown numbers are skipped.
    """
    if not numbers:
        return
    existing_keys = set(ExternalKey.objects.filter(register=register, key__in=numbers).values_list("key", flat=True))
    key_by_number = {number: key for key, number in numbers.items() if key not in existing_keys}
    records = RegisterRecord.objects.filter(register=register, number__in=key_by_number, external=None)
    for record in records:
        ExternalKey.objects.create(register=register, record=record, key=key_by_number[record.number])
        log_event(actor, "registers.link_key", record, key=key_by_number[record.number])
