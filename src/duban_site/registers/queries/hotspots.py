"""Hot spots where calls of one kind gather, and calls that repeat an earlier one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from duban.registers.tickets import HotSpot, Repeat, RepeatIndex, Ticket, find_hot_spots
from duban_site.registers.models import RegisterRecord

WINDOW_DAYS, BASELINE_DAYS, MAX_RECENT_RECORDS = 7, 56, 5_000


@dataclass(frozen=True, slots=True)
class HotSpotRecords:
    """A hot spot with the newest of its records."""

    spot: HotSpot
    records: list[RegisterRecord]


@dataclass(frozen=True, slots=True)
class RepeatedRecord:
    """A record that likely repeats an earlier one."""

    record: RegisterRecord
    earlier: RegisterRecord
    repeat: Repeat


def list_hot_spots(records: QuerySet[RegisterRecord], as_of: dt.date) -> list[HotSpotRecords]:
    """The hot spots of the last week, by region and category."""
    start_date = as_of - dt.timedelta(days=WINDOW_DAYS + BASELINE_DAYS)
    recent_records = records.filter(created__range=(start_date, as_of)).order_by("-pk")
    columns = ("number", "created", "title", "region", "values__category", "values__kind")
    busiest_spots = find_hot_spots(map(_make_ticket, recent_records.values_list(*columns).iterator(5000)), as_of)[:30]
    newest_numbers = {number for spot in busiest_spots for number in spot.tickets[:5]}
    by_number = {record.number: record for record in records.filter(number__in=newest_numbers)}
    return [
        HotSpotRecords(hot_spot, [by_number[number] for number in hot_spot.tickets[:5] if number in by_number])
        for hot_spot in busiest_spots
    ]


def find_repeats(records: QuerySet[RegisterRecord], as_of: dt.date) -> list[RepeatedRecord]:
    """Of the last week's records, those that likely repeat one of the last quarter."""
    start_date = as_of - dt.timedelta(days=90)
    recent = records.filter(created__range=(start_date, as_of)).order_by("-pk")[:MAX_RECENT_RECORDS]
    rows = sorted(recent, key=lambda row: (row.created, row.pk))
    tickets = {record.number: Ticket(record.number, record.created, record.title, record.region) for record in rows}
    index, by_number = RepeatIndex(), {row.number: row for row in rows}
    repeated_records: list[RepeatedRecord] = []
    for row in rows:
        if row.created > as_of - dt.timedelta(days=WINDOW_DAYS):
            repeated_records += [
                RepeatedRecord(row, by_number[repeat.id], repeat)
                for repeat in index.find_repeats(tickets[row.number], limit=1)
            ]
        index.add(tickets[row.number])
    return repeated_records[-50:][::-1]


def _make_ticket(row: Iterable[object]) -> Ticket:
    number, created_on, title, region, category, kind = row
    assert isinstance(created_on, dt.date)  # noqa: S101 # as the column says
    title_text = str(title)
    return Ticket(str(number), created_on, title_text, str(region or "—"), str(category or kind or "—"))
