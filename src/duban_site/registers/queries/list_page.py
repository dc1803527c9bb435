"""A page of a list: thirty records as the list shows them, and how many there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from duban_site.core.actor import Caller
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.filters import Filters, filter_records, list_visible_records

ROWS_PER_PAGE, MAX_COUNT = 30, 10_000
DUE_ORDERED_FILTERS = ("overdue", "soon")
"""What is listed by its day; the rest goes by its age."""


class RecordBrief(NamedTuple):
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


BRIEF_COLUMNS = (*RecordBrief._fields[:-1], "lead__name")


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list. `more` is where the next begins; `capped`, that there are more yet."""

    rows: list[RecordBrief]
    count: int
    capped: bool
    more: str


def load_list_page(
    person: Caller, register: Register, filters: Filters, today: dt.date, start_cursor: str = ""
) -> ListPage:
    """What the person may see from `start` on, which an earlier page gave as its `more`."""
    records = filter_records(list_visible_records(person, register), filters, today)
    count = records.order_by().values_list("pk")[: MAX_COUNT + 1].count()
    rows = _slice_page(records, _parse_cursor(start_cursor, filters))
    return _build_page([RecordBrief(*row) for row in rows], count, filters)


def _build_page(rows: list[RecordBrief], count: int, filters: Filters) -> ListPage:
    next_cursor = ""
    if len(rows) > ROWS_PER_PAGE:
        last_row = rows[ROWS_PER_PAGE - 1]
        next_cursor = f"{last_row.due}.{last_row.pk}" if filters.late in DUE_ORDERED_FILTERS else str(last_row.pk)
    return ListPage(rows[:ROWS_PER_PAGE], min(count, MAX_COUNT), count > MAX_COUNT, next_cursor)


def _slice_page(
    matching_records: QuerySet[RegisterRecord], start_place: dict[str, Any]
) -> QuerySet[RegisterRecord, tuple[Any, ...]]:
    after_key, after_due = start_place.get("key"), start_place.get("due")
    if after_due is not None:
        matching_records = matching_records.filter(Q(due__gt=after_due) | Q(due=after_due, pk__gt=after_key))
    elif after_key is not None:
        matching_records = matching_records.filter(pk__lt=after_key)
    return matching_records.values_list(*BRIEF_COLUMNS)[: ROWS_PER_PAGE + 1]


def _parse_cursor(cursor: str, filters: Filters) -> dict[str, Any]:
    """After which record the page begins: its key, and its day where the list goes by that."""
    due_text, _dot, key_text = cursor.rpartition(".")
    if not (key_text.isascii() and key_text.isdigit() and len(key_text) < 19):
        return {}
    if filters.late not in DUE_ORDERED_FILTERS:
        return {"key": int(key_text)}
    try:
        return {"key": int(key_text), "due": dt.date.fromisoformat(due_text)}
    except ValueError:
        return {}
