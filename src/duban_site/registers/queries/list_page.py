"""A page of a list: thirty records as the list shows them, and how many there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from duban_site.core.actor import Caller
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.listing import Filters, filtered, records_for

ROWS, CAP = 30, 10_000
BY_DUE = ("overdue", "soon")
"""What is listed by its day; the rest goes by its age."""


class Brief(NamedTuple):
    """A record as a list shows it: so many columns and no more are read of it."""

    pk: int
    number: str
    title: str
    stage: str
    since: dt.date
    due: dt.date | None
    warn_on: dt.date | None
    paused: bool
    region: str
    lead: str | None


BRIEF = (*Brief._fields[:-1], "lead__name")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `more` is where the next begins; `capped`, that there are more yet."""

    rows: list[Brief]
    count: int
    capped: bool
    more: str


def listing(
    person: Caller, register: Register, filters: Filters, today: dt.date, start: str = ""
) -> Page:
    """What the person may see from `start` on, which an earlier page gave as its `more`."""
    records = filtered(records_for(person, register), filters, today)
    count = records.order_by().values_list("pk")[: CAP + 1].count()
    rows = _page(records, _place(start, filters))
    return _cut([Brief(*row) for row in rows], count, filters)


def _cut(rows: list[Brief], count: int, filters: Filters) -> Page:
    more = ""
    if len(rows) > ROWS:
        last = rows[ROWS - 1]
        more = f"{last.due}.{last.pk}" if filters.late in BY_DUE else str(last.pk)
    return Page(rows[:ROWS], min(count, CAP), count > CAP, more)


def _page(
    found: QuerySet[RegisterRecord], place: dict[str, Any]
) -> QuerySet[RegisterRecord, tuple[Any, ...]]:
    key, due = place.get("key"), place.get("due")
    if due is not None:
        found = found.filter(Q(due__gt=due) | Q(due=due, pk__gt=key))
    elif key is not None:
        found = found.filter(pk__lt=key)
    return found.values_list(*BRIEF)[: ROWS + 1]


def _place(start: str, filters: Filters) -> dict[str, Any]:
    """After which record the page begins: its key, and its day where the list goes by that."""
    day, _dot, key = start.rpartition(".")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return {}
    if filters.late not in BY_DUE:
        return {"key": int(key)}
    try:
        return {"key": int(key), "due": dt.date.fromisoformat(day)}
    except ValueError:
        return {}
