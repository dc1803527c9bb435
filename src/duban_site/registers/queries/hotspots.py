"""Hot spots where calls of one kind gather, and calls that repeat an earlier one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from duban.registers.tickets import HotSpot, Repeat, RepeatIndex, Ticket, hot_spots
from duban_site.registers.models import RegisterRecord

WINDOW, BASE, RECENT = 7, 56, 5_000


@dataclass(frozen=True, slots=True)
class Spot:
    """A hot spot with the newest of its records."""

    spot: HotSpot
    records: list[RegisterRecord]


@dataclass(frozen=True, slots=True)
class Again:
    """A record that likely repeats an earlier one."""

    record: RegisterRecord
    earlier: RegisterRecord
    repeat: Repeat


def spots(records: QuerySet[RegisterRecord], as_of: dt.date) -> list[Spot]:
    """The hot spots of the last week, by region and category."""
    since = as_of - dt.timedelta(days=WINDOW + BASE)
    rows = records.filter(created__range=(since, as_of)).order_by("-pk")
    names = ("number", "created", "title", "region", "values__category", "values__kind")
    found = hot_spots(map(_ticket, rows.values_list(*names).iterator(5000)), as_of)[:30]
    shown = {n for spot in found for n in spot.tickets[:5]}
    by_number = {r.number: r for r in records.filter(number__in=shown)}
    return [Spot(s, [by_number[n] for n in s.tickets[:5] if n in by_number]) for s in found]


def repeats(records: QuerySet[RegisterRecord], as_of: dt.date) -> list[Again]:
    """Of the last week's records, those that likely repeat one of the last quarter."""
    since = as_of - dt.timedelta(days=90)
    recent = records.filter(created__range=(since, as_of)).order_by("-pk")[:RECENT]
    rows = sorted(recent, key=lambda row: (row.created, row.pk))
    tickets = {r.number: Ticket(r.number, r.created, r.title, r.region) for r in rows}
    index, by_number = RepeatIndex(), {row.number: row for row in rows}
    found: list[Again] = []
    for row in rows:
        if row.created > as_of - dt.timedelta(days=WINDOW):
            found += [
                Again(row, by_number[one.id], one)
                for one in index.repeats_of(tickets[row.number], most=1)
            ]
        index.add(tickets[row.number])
    return found[-50:][::-1]


def _ticket(row: Iterable[object]) -> Ticket:
    number, day, title, region, category, kind = row
    assert isinstance(day, dt.date)  # noqa: S101 # as the column says
    text = str(title)
    return Ticket(str(number), day, text, str(region or "—"), str(category or kind or "—"))
