"""The events of a register after a cursor (place), in the order of commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from duban.registers import Declaration, is_exportable
from duban_site.core.actor import Caller
from duban_site.core.audit.rows.commit_order import LogPosition, list_rows_after
from duban_site.registers.models import Register, RegisterEvent
from duban_site.registers.queries.filters import list_visible_records

ROWS_PER_STEP, MAX_STEPS = 500, 20
"""Rows read in one step, and the steps after which a page is returned, even an empty one."""


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events with their places, the place to continue after, and whether there may be more."""

    events: list[tuple[LogPosition, RegisterEvent]]
    place: LogPosition
    more: bool


def list_events_after(person: Caller, register: Register, place: LogPosition, limit: int) -> EventPage:
    """The next events of records that the person may see, at most `limit`."""
    placed_events: list[tuple[LogPosition, RegisterEvent]] = []
    for _step in range(MAX_STEPS):
        rows = list_rows_after(RegisterEvent, place, ROWS_PER_STEP)
        for placed_event in _visible_events(person, register, rows):
            placed_events.append(placed_event)
            if len(placed_events) == limit:
                return EventPage(placed_events, placed_event[0], more=True)
        if rows:
            place = rows[-1]
        if len(rows) < ROWS_PER_STEP:
            return EventPage(placed_events, place, more=False)
    return EventPage(placed_events, place, more=True)


def _visible_events(
    person: Caller, register: Register, rows: list[LogPosition]
) -> Iterator[tuple[LogPosition, RegisterEvent]]:
    keys = [key for _sequence, key in rows]
    events = RegisterEvent.objects.filter(pk__in=keys, register=register)
    visible_events = events.filter(record__in=list_visible_records(person, register).order_by().values("pk"))
    event_by_key = {event.pk: event for event in visible_events.select_related("record")}
    return (((sequence, key), event_by_key[key]) for sequence, key in rows if key in event_by_key)


def select_exportable_values(declaration: Declaration, data: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a stored event that may be exported: neither personal nor sealed."""
    list_key = data.get("rows")
    fields = declaration.group(list_key).fields if list_key else declaration.fields
    exportable_keys = {key for field in fields if is_exportable(field) for key in (*field.was, field.key)}
    return {key: value for key, value in data.get("values", {}).items() if key in exportable_keys}
