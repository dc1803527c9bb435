"""Attach a document to a record; moves between stages may require kinds of documents."""

from __future__ import annotations

from typing import IO

from django.db import transaction

from duban.registers import Attached
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.evidence_store import store_file
from duban_site.registers.actions.record_event import RECORDED_NOW, EventTiming, record_event
from duban_site.registers.models import RegisterDocument, RegisterRecord

MAX_NAME_LENGTH = 200


def attach_document(
    actor: Actor,
    record: RegisterRecord,
    document_kind: str,
    file_name: str,
    file: IO[bytes],
    *,
    timing: EventTiming = RECORDED_NOW,
) -> RegisterDocument:
    """Store the file under its hash and record the event. Raises Declined, Refused."""
    policy.require(actor, "registers.write_record", record)
    stored_file = store_file(file, file_name)
    with transaction.atomic():
        event_fields = {"kind": document_kind.strip(), "name": stored_file.name, "digest": stored_file.sha256}
        event = record_event(actor, record, Attached, timing=timing, action="registers.attach", **event_fields)
        return RegisterDocument.objects.create(
            record=record,
            event=event,
            kind=document_kind.strip(),
            name=stored_file.name,
            sha256=stored_file.sha256,
            size=stored_file.size,
            content_type=stored_file.content_type,
        )
