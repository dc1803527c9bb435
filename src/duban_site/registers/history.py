"""Load a record's events, with their personal values merged back in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from duban.registers import Declaration, Event, event_from_json, event_to_json
from duban.registers.events_json import without
from duban.registers.rules.filling import personal
from duban_site.registers.models import RegisterEvent, RegisterRecord

CHUNK = 2000


def stored(declaration: Declaration, event: Event) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split an event's JSON into its public part and its personal values by field."""
    whole = event_to_json(event)
    open_ = without(whole, personal(declaration))
    kept = open_.get("values", {})
    apart = {key: value for key, value in whole.get("values", {}).items() if key not in kept}
    return open_, apart


def events_of(declaration: Declaration, record: RegisterRecord) -> list[Event]:
    """All events of a record, in the order in which they were recorded."""
    rows = RegisterEvent.objects.filter(record=record).order_by("serial")
    return _read(declaration, rows.values_list("data", "personal__values"))


def _read(declaration: Declaration, rows: Iterable[tuple[Any, Any]]) -> list[Event]:
    return [event_from_json(declaration, merged(data, apart)) for data, apart in rows]


def merged(data: dict[str, Any], apart: dict[str, Any] | None) -> dict[str, Any]:
    """An event's JSON including its personal values."""
    return {**data, "values": {**data.get("values", {}), **apart}} if apart else data


def histories(declaration: Declaration, records: Any) -> Iterator[list[Event]]:
    """Stream the events of each of `records`, in their order, without personal values."""
    rows = RegisterEvent.objects.filter(record__in=records).order_by("record", "serial")
    found: list[Event] = []
    last = None
    for record, data in rows.values_list("record", "data").iterator(CHUNK):
        if record != last and found:
            yield found
            found = []
        last = record
        found.append(event_from_json(declaration, data))
    if found:
        yield found
