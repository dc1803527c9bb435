"""Attach a document to a record; moves between stages may require kinds of documents."""

from __future__ import annotations

from typing import IO

from django.db import transaction

from duban.registers import Attached
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.files import store
from duban_site.registers.actions.happen import NOW, When, happen
from duban_site.registers.models import RegisterDocument, RegisterRecord

NAME = 200


def attach(
    actor: Actor, record: RegisterRecord, kind: str, name: str, file: IO[bytes], *, when: When = NOW
) -> RegisterDocument:
    """Store the file under its hash and record the event. Raises Declined, Refused."""
    policy.require(actor, "registers.write_record", record)
    kept = store(file, name)
    with transaction.atomic():
        told = {"kind": kind.strip(), "name": kept.name, "digest": kept.sha256}
        event = happen(actor, record, Attached, when=when, action="registers.attach", **told)
        return RegisterDocument.objects.create(
            record=record,
            event=event,
            kind=kind.strip(),
            name=kept.name,
            sha256=kept.sha256,
            size=kept.size,
            content_type=kept.content_type,
        )
