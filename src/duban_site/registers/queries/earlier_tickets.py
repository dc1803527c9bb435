"""Earlier tickets that a call may repeat: of the same caller, or of the same place and kind.

Only those that the person may see. The search by caller needs the right to see personal data, so
that nobody else can find out whether a number has called.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from duban.registers import Declaration, Stage, Value
from duban.registers.tickets import RECALL_PERIOD, EarlierTicket, RecallReason, Ticket, find_earlier_tickets
from duban_site.core.actor import Caller
from duban_site.registers.caller_hash import hash_caller
from duban_site.registers.duties import resolve_rights
from duban_site.registers.models import Personal, Register, RegisterRecord
from duban_site.registers.queries.filters import list_visible_records

MAX_SEARCHED, MAX_OF_PLACE, MAX_OF_CALLER = 20_000, 1_000, 50
"""How many newest tickets are searched by place, and the most results by place and by caller."""
REPEAT_FIELD = "repeat_of"


@dataclass(frozen=True, slots=True)
class EarlierTicketRow:
    """An earlier ticket, its stage, and why it is shown."""

    row: RegisterRecord
    stage: Stage
    recall: EarlierTicket

    @property
    def of_caller(self) -> bool:
        """Whether the same caller made it."""
        return self.recall.why is RecallReason.CALLER


def has_repeat_field(declaration: Declaration) -> bool:
    """Whether records of the register can be marked as repeating another."""
    return any(field.key == REPEAT_FIELD for field in declaration.fields)


def permitted_caller_hash(person: Caller, register: Register, values: Mapping[str, Value]) -> str:
    """The caller's hash where the person may search by caller; else empty."""
    sees_persons = resolve_rights(person, register).persons
    return hash_caller(register.declaration, values) if sees_persons else ""


def list_earlier_tickets(
    person: Caller, register: Register, values: Mapping[str, Value], caller_hash: str, today: dt.date
) -> list[EarlierTicketRow]:
    """The earlier tickets that one with these values may repeat, the likeliest first.

    `caller_hash` is from `permitted_caller_hash`.
    """
    declaration = register.declaration
    region = str(values.get(declaration.region or "") or "")
    title = str(values.get(declaration.title) or "")
    category = str(values.get("category") or "")
    visible_records = list_visible_records(person, register).filter(created__range=(today - RECALL_PERIOD, today))
    caller_rows = {row.number: row for row in _caller_records(visible_records, caller_hash)}
    row_by_number = {row.number: row for row in _place_records(register, visible_records, region)} | caller_rows
    tickets = [_make_ticket(row, caller_hash if row.number in caller_rows else "") for row in row_by_number.values()]
    new_ticket = Ticket("", today, title, region, category, caller_hash)
    return [
        EarlierTicketRow(row_by_number[recall.id], declaration.stage(row_by_number[recall.id].stage), recall)
        for recall in find_earlier_tickets(new_ticket, tickets)
    ]


def _caller_records(visible_records: QuerySet[RegisterRecord], caller_hash: str) -> list[RegisterRecord]:
    if not caller_hash:
        return []
    calling_records = Personal.objects.filter(caller=caller_hash).values("record")
    return _load_newest(visible_records.filter(pk__in=calling_records), MAX_OF_CALLER)


def _place_records(register: Register, visible_records: QuerySet[RegisterRecord], region: str) -> list[RegisterRecord]:
    """The newest tickets of a place; only the newest of the register are searched."""
    if not region:
        return []
    newest_keys = register.records.order_by("-pk").values_list("pk", flat=True)
    oldest_key = next(iter(newest_keys[MAX_SEARCHED : MAX_SEARCHED + 1]), 0)
    return _load_newest(visible_records.filter(pk__gt=oldest_key, region=region), MAX_OF_PLACE)


def _load_newest(matching_records: QuerySet[RegisterRecord], limit: int) -> list[RegisterRecord]:
    rows = matching_records.select_related("lead").defer("text", "grams")
    return list(rows.order_by("-pk")[:limit])


def _make_ticket(row: RegisterRecord, caller_hash: str) -> Ticket:
    values: dict[str, Any] = row.values
    category = str(values.get("category") or "")
    return Ticket(row.number, row.created, row.title, row.region, category, caller_hash)
