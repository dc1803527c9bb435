"""Export a register's records as a stream of rows; the export is logged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from duban_site.core.access.policy import policy
from duban_site.core.actor import Caller
from duban_site.core.audit.log import log_event
from duban_site.registers.models import Register
from duban_site.registers.queries.filters import list_visible_records

CHUNK_SIZE = 1000
COLUMNS = ("pk", "external__key", "number", "title", "stage", "since", "created", "due", "serial")


def export_records(actor: Caller, register: Register) -> Iterator[dict[str, Any]]:
    """Stream the records that the actor may see, oldest first; no personal or sealed values."""
    policy.require(actor, "registers.see", register)
    with transaction.atomic():
        log_event(actor, "registers.export", register)
    return _stream_rows(actor, register)


def _stream_rows(actor: Caller, register: Register) -> Iterator[dict[str, Any]]:
    records, last_key = list_visible_records(actor, register).order_by("pk"), 0
    while True:
        chunk = [*records.filter(pk__gt=last_key).values_list(*COLUMNS, "lead__name", "values")[:CHUNK_SIZE]]
        for row in chunk:
            yield _row_to_dict(row)
        if len(chunk) < CHUNK_SIZE:
            return
        last_key = chunk[-1][0]


def _row_to_dict(row: tuple[Any, ...]) -> dict[str, Any]:
    record_key, external_key, number, title, stage, since, created, due, serial, lead, values = row
    return {
        "id": record_key,
        "external_key": external_key or "",
        "number": number,
        "title": title,
        "stage": stage,
        "since": since.isoformat(),
        "created": created.isoformat(),
        "due": due.isoformat() if due else None,
        "lead": lead or "",
        "serial": serial,
        "values": values,
    }
