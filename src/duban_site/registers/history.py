"""Load a record's events, with their personal values merged back in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from duban.registers import Declaration, Event, event_from_json, event_to_json
from duban.registers.events_json import remove_values
from duban.registers.rules.field_values import list_personal_keys
from duban_site.registers.models import RegisterEvent, RegisterRecord

CHUNK_SIZE = 2000


def split_personal_values(declaration: Declaration, event: Event) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split an event's JSON into its public part and its personal values by field."""
    event_json = event_to_json(event)
    public_json = remove_values(event_json, list_personal_keys(declaration))
    public_values = public_json.get("values", {})
    personal_values = {key: value for key, value in event_json.get("values", {}).items() if key not in public_values}
    return public_json, personal_values


def load_events(declaration: Declaration, record: RegisterRecord) -> list[Event]:
    """All events of a record, in the order in which they were recorded."""
    rows = RegisterEvent.objects.filter(record=record).order_by("serial")
    return _parse_events(declaration, rows.values_list("data", "personal__values"))


def _parse_events(declaration: Declaration, rows: Iterable[tuple[Any, Any]]) -> list[Event]:
    return [
        event_from_json(declaration, merge_personal_values(data, personal_values)) for data, personal_values in rows
    ]


def merge_personal_values(data: dict[str, Any], personal_values: dict[str, Any] | None) -> dict[str, Any]:
    """An event's JSON including its personal values."""
    return {**data, "values": {**data.get("values", {}), **personal_values}} if personal_values else data


def stream_histories(declaration: Declaration, records: Any) -> Iterator[list[Event]]:
    """Stream the events of each of `records`, in their order, without personal values."""
    rows = RegisterEvent.objects.filter(record__in=records).order_by("record", "serial")
    events: list[Event] = []
    current_record = None
    for record, data in rows.values_list("record", "data").iterator(CHUNK_SIZE):
        if record != current_record and events:
            yield events
            events = []
        current_record = record
        events.append(event_from_json(declaration, data))
    if events:
        yield events
