"""Export a register's records as a stream of rows; the export is logged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from duban_site.core.access.policy import policy
from duban_site.core.actor import Caller
from duban_site.core.audit.log import log
from duban_site.registers.models import Register
from duban_site.registers.queries.listing import records_for

CHUNK = 1000
COLUMNS = ("pk", "external__key", "number", "title", "stage", "since", "created", "due", "serial")


def export_records(actor: Caller, register: Register) -> Iterator[dict[str, Any]]:
    """Stream the records that the actor may see, oldest first; no personal or sealed values."""
    policy.require(actor, "registers.see", register)
    with transaction.atomic():
        log(actor, "registers.export", register)
    return _rows(actor, register)


def _rows(actor: Caller, register: Register) -> Iterator[dict[str, Any]]:
    found, last = records_for(actor, register).order_by("pk"), 0
    while True:
        rows = [*found.filter(pk__gt=last).values_list(*COLUMNS, "lead__name", "values")[:CHUNK]]
        for row in rows:
            yield _told(row)
        if len(rows) < CHUNK:
            return
        last = rows[-1][0]


def _told(row: tuple[Any, ...]) -> dict[str, Any]:
    key, external, number, title, stage, since, created, due, serial, lead, values = row
    return {
        "id": key,
        "external_key": external or "",
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
