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
from duban.registers.tickets import WITHIN, Recall, Ticket, Why, recalled
from duban_site.core.actor import Caller
from duban_site.registers.callers import caller_sign
from duban_site.registers.duties import rights
from duban_site.registers.models import Personal, Register, RegisterRecord
from duban_site.registers.queries.listing import records_for

NEWEST, OF_PLACE, OF_CALLER = 20_000, 1_000, 50
"""How many newest tickets are searched by place, and the most results by place and by caller."""
REPEAT_OF = "repeat_of"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier ticket, its stage, and why it is shown."""

    row: RegisterRecord
    stage: Stage
    recall: Recall

    @property
    def of_caller(self) -> bool:
        """Whether the same caller made it."""
        return self.recall.why is Why.CALLER


def takes_repeats(declaration: Declaration) -> bool:
    """Whether records of the register can be marked as repeating another."""
    return any(field.key == REPEAT_OF for field in declaration.fields)


def sign_for(person: Caller, register: Register, values: Mapping[str, Value]) -> str:
    """The caller's hash where the person may search by caller; else empty."""
    may = rights(person, register).persons
    return caller_sign(register.declaration, values) if may else ""


def earlier_than(
    person: Caller, register: Register, values: Mapping[str, Value], sign: str, today: dt.date
) -> list[Earlier]:
    """The earlier tickets that one with these values may repeat, the likeliest first.

    `caller_hash` is from `permitted_caller_hash`.
    """
    declaration = register.declaration
    region = str(values.get(declaration.region or "") or "")
    text = str(values.get(declaration.title) or "")
    category = str(values.get("category") or "")
    seen = records_for(person, register).filter(created__range=(today - WITHIN, today))
    own = {row.number: row for row in _of_caller(seen, sign)}
    rows = {row.number: row for row in _of_place(register, seen, region)} | own
    tickets = [_ticket(row, sign if row.number in own else "") for row in rows.values()]
    new = Ticket("", today, text, region, category, sign)
    return [
        Earlier(rows[one.id], declaration.stage(rows[one.id].stage), one)
        for one in recalled(new, tickets)
    ]


def _of_caller(seen: QuerySet[RegisterRecord], sign: str) -> list[RegisterRecord]:
    if not sign:
        return []
    called = Personal.objects.filter(caller=sign).values("record")
    return _newest(seen.filter(pk__in=called), OF_CALLER)


def _of_place(
    register: Register, seen: QuerySet[RegisterRecord], region: str
) -> list[RegisterRecord]:
    """The newest tickets of a place; only the newest of the register are searched."""
    if not region:
        return []
    newest = register.records.order_by("-pk").values_list("pk", flat=True)
    floor = next(iter(newest[NEWEST : NEWEST + 1]), 0)
    return _newest(seen.filter(pk__gt=floor, region=region), OF_PLACE)


def _newest(found: QuerySet[RegisterRecord], most: int) -> list[RegisterRecord]:
    rows = found.select_related("lead").defer("text", "grams")
    return list(rows.order_by("-pk")[:most])


def _ticket(row: RegisterRecord, sign: str) -> Ticket:
    values: dict[str, Any] = row.values
    category = str(values.get("category") or "")
    return Ticket(row.number, row.created, row.title, row.region, category, sign)
