"""Events as JSON objects and back: the form in databases and backups."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from duban.registers.declaration import Declaration
from duban.registers.errors import FoldError
from duban.registers.events import EVENT_TYPE_BY_NAME, NAME_BY_EVENT_TYPE, Erased, Event
from duban.registers.field import Field
from duban.registers.reading_values import read_value
from duban.registers.values import Value, to_json


def event_to_json(event: Event) -> dict[str, Any]:
    """The event as plain JSON: `event` (its kind) and its fields; empty ones are omitted."""
    output: dict[str, Any] = {"event": NAME_BY_EVENT_TYPE[type(event)]}
    for event_field in dataclasses.fields(event):
        value = getattr(event, event_field.name)
        if event_field.name == "values":
            if value:
                output["values"] = {key: to_json(raw_value) for key, raw_value in value.items()}
        elif isinstance(value, dt.date):  # a datetime is one too
            output[event_field.name] = value.isoformat()
        elif isinstance(value, tuple):
            output[event_field.name] = list(value)
        elif value not in (None, ""):
            output[event_field.name] = value
    return output


def event_from_json(declaration: Declaration, payload: Mapping[str, Any]) -> Event:
    """The event of a JSON object from `event_to_json`, its values read by the current declaration.

    Old keys are read as the fields they were renamed to. Raises FoldError.
    """
    arguments = dict(payload)
    try:
        event_type = EVENT_TYPE_BY_NAME[arguments.pop("event")]
        arguments["at"] = dt.datetime.fromisoformat(arguments["at"])
        if arguments.get("effective"):
            arguments["effective"] = dt.date.fromisoformat(arguments["effective"])
        if "values" in {event_field.name for event_field in dataclasses.fields(event_type)}:
            fields = map_fields_by_key(declaration, arguments.get("rows"))
            arguments["values"] = read_stored_values(fields, arguments.get("values", {}))
        if event_type is Erased:
            arguments["keys"] = tuple(arguments["keys"])
        return event_type(**arguments)
    except (KeyError, TypeError, ValueError) as error:
        parameters = {"number": payload.get("record"), "serial": payload.get("serial"), "reason": error}
        raise FoldError.make("event_unreadable", **parameters) from error


def map_fields_by_key(declaration: Declaration, group_key: str | None) -> dict[str, Field]:
    """Field by key (earlier keys included) of the record, or of one list of its sub-rows."""
    fields = declaration.group(group_key).fields if group_key else declaration.fields
    return {key: field for field in fields for key in (*field.was, field.key)}


def read_stored_values(field_by_key: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Value]:
    """Stored values by current keys. Raises KeyError and ValueError."""
    result: dict[str, Value] = {}
    for key, stored_value in values.items():
        result[field_by_key[key].key] = read_value(field_by_key[key], stored_value, skip_rules=True)
    return result


def remove_values(payload: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """A stored event without the values of `keys` (`rows.key` for those of sub-rows)."""
    group_key = payload.get("rows")
    removed_keys = {key.rpartition(".")[2] for key in keys if key.rpartition(".")[0] == (group_key or "")}
    remaining = {key: value for key, value in payload.get("values", {}).items() if key not in removed_keys}
    return {**payload, "values": remaining} if "values" in payload else dict(payload)
