"""A page of a list: thirty records as the list shows them, and how many there are.

The lists that everybody opens are asked by queries that are put together once. A list that is
searched, narrowed by its fields or within a body's scope takes the database longer than Django.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from duban_site.core.access.policy import policy
from duban_site.core.access.table import Scope
from duban_site.core.actor import Caller
from duban_site.prepared import DAYS, KEYS, TEXTS, Prepared, Value
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.listing import Filters, filtered, records_for

ROWS, CAP = 30, 10_000
BY_DUE = ("overdue", "soon")
"""What is listed by its day; the rest goes by its age."""
EXAMPLES: dict[str, Value] = {
    "register": KEYS[0],
    "stage": TEXTS[0],
    "body": KEYS[1],
    "region": TEXTS[1],
    "today": DAYS[0],
    "key": KEYS[2],
    "due": DAYS[1],
}


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
    place = _place(start, filters)
    everything = policy.scope(person, "registers.see_record") is Scope.ALL
    if everything and not filters.words and not filters.choices:
        told = _told(register, filters, today)
        count = _prepared(tuple(told), filters.late, counting=True).count(**told)
        rows = _prepared((*told, *place), filters.late, counting=False).rows(**told, **place)
    else:
        found = filtered(records_for(person, register), filters, today)
        count = _counted(found).count()
        rows = list(_page(found, place))
    return _cut([Brief(*row) for row in rows], count, filters)


def _cut(rows: list[Brief], count: int, filters: Filters) -> Page:
    more = ""
    if len(rows) > ROWS:
        last = rows[ROWS - 1]
        more = f"{last.due}.{last.pk}" if filters.late in BY_DUE else str(last.pk)
    return Page(rows[:ROWS], min(count, CAP), count > CAP, more)


def _counted(found: QuerySet[RegisterRecord]) -> QuerySet[RegisterRecord, tuple[Any, ...]]:
    return found.order_by().values_list("pk")[: CAP + 1]


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


def _told(register: Register, filters: Filters, today: dt.date) -> dict[str, Value]:
    """The values of the query, by the names of `EXAMPLES`: only those that it asks for."""
    told: dict[str, Value] = {"register": register.pk}
    told |= {"stage": filters.stage} if filters.stage else {}
    told |= {"body": filters.body} if filters.body is not None else {}
    told |= {"region": filters.region} if filters.region else {}
    return told | ({"today": today} if filters.late in BY_DUE else {})


@lru_cache(maxsize=256)
def _prepared(names: tuple[str, ...], late: str, *, counting: bool) -> Prepared:
    """The query with these values, put together once."""

    def make(**told: Any) -> QuerySet[RegisterRecord, tuple[Any, ...]]:
        own = {name: told[name] for name in ("stage", "body", "region") if name in told}
        records = RegisterRecord.objects.filter(register=told["register"])
        found = filtered(records, Filters(**own, late=late), told.get("today", DAYS[0]))
        return _counted(found) if counting else _page(found, told)

    return Prepared(make, **{name: EXAMPLES[name] for name in names})
