"""Earlier tickets that a call might belong to: of the same caller, or of the same place and kind.

Only those that the person may see; by the caller only for who may see personal data at all, so that
nobody else can find out whether a number has called.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from duban.register import Declaration, Stage, Value
from duban.register.tickets import WITHIN, Recall, Ticket, Why, recalled
from duban_site.ledgers.callers import caller_sign
from duban_site.ledgers.duties import rights
from duban_site.ledgers.models import Ledger, LedgerRecord, Personal
from duban_site.ledgers.queries.listing import records_for
from duban_site.people.models import Person

NEWEST, OF_PLACE, OF_CALLER = 20_000, 1_000, 50
"""Of so many newest tickets, at most so many of the place; and so many of the caller."""
REPEAT_OF = "repeat_of"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier ticket, where it stands, and why it is shown."""

    row: LedgerRecord
    stage: Stage
    recall: Recall

    @property
    def of_caller(self) -> bool:
        """Whether the same caller made it."""
        return self.recall.why is Why.CALLER


def takes_repeats(declaration: Declaration) -> bool:
    """Whether a record of the register can be said to repeat another of it."""
    return any(field.key == REPEAT_OF for field in declaration.fields)


def sign_for(person: Person, ledger: Ledger, values: Mapping[str, Value]) -> str:
    """The caller's sign where the person may look by it; else empty."""
    may = rights(person, ledger).persons
    return caller_sign(ledger.declaration, values) if may else ""


def earlier_than(
    person: Person, ledger: Ledger, values: Mapping[str, Value], sign: str, today: dt.date
) -> list[Earlier]:
    """The tickets to hold a new one with these values against, the likeliest first.

    `sign` is the caller's (`sign_for`).
    """
    declaration = ledger.declaration
    region = str(values.get(declaration.region or "") or "")
    text = str(values.get(declaration.title) or "")
    category = str(values.get("category") or "")
    seen = records_for(person, ledger).filter(created__range=(today - WITHIN, today))
    own = {row.number: row for row in _of_caller(seen, sign)}
    rows = {row.number: row for row in _of_place(ledger, seen, region)} | own
    tickets = [_ticket(row, sign if row.number in own else "") for row in rows.values()]
    new = Ticket("", today, text, region, category, sign)
    return [
        Earlier(rows[one.id], declaration.stage(rows[one.id].stage), one)
        for one in recalled(new, tickets)
    ]


def _of_caller(seen: QuerySet[LedgerRecord], sign: str) -> list[LedgerRecord]:
    if not sign:
        return []
    called = Personal.objects.filter(caller=sign).values("record")
    return _newest(seen.filter(pk__in=called), OF_CALLER)


def _of_place(ledger: Ledger, seen: QuerySet[LedgerRecord], region: str) -> list[LedgerRecord]:
    """The newest of a place; of a million tickets only the newest are looked through."""
    if not region:
        return []
    newest = ledger.records.order_by("-pk").values_list("pk", flat=True)
    floor = next(iter(newest[NEWEST : NEWEST + 1]), 0)
    return _newest(seen.filter(pk__gt=floor, region=region), OF_PLACE)


def _newest(found: QuerySet[LedgerRecord], most: int) -> list[LedgerRecord]:
    rows = found.select_related("lead").defer("text", "grams")
    return list(rows.order_by("-pk")[:most])


def _ticket(row: LedgerRecord, sign: str) -> Ticket:
    values: dict[str, Any] = row.values
    category = str(values.get("category") or "")
    return Ticket(row.number, row.created, row.title, row.region, category, sign)
