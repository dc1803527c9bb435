"""Events as JSON objects and back: the form in databases and backups."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from duban.registers.declaration import Declaration
from duban.registers.errors import FoldError
from duban.registers.events import EVENTS, NAMES, Erased, Event
from duban.registers.field import Field
from duban.registers.reading_values import read_value
from duban.registers.values import Value, to_json


def event_to_json(event: Event) -> dict[str, Any]:
    """The event as plain JSON: `event` (its kind) and its fields; empty ones are omitted."""
    out: dict[str, Any] = {"event": NAMES[type(event)]}
    for one in dataclasses.fields(event):
        value = getattr(event, one.name)
        if one.name == "values":
            if value:
                out["values"] = {key: to_json(x) for key, x in value.items()}
        elif isinstance(value, dt.date):  # a datetime is one too
            out[one.name] = value.isoformat()
        elif isinstance(value, tuple):
            out[one.name] = list(value)
        elif value not in (None, ""):
            out[one.name] = value
    return out


def event_from_json(declaration: Declaration, data: Mapping[str, Any]) -> Event:
    """The event of a JSON object from `event_to_json`, its values read by the current declaration.

    Old keys are read as the fields they were renamed to. Raises FoldError.
    """
    made = dict(data)
    try:
        kind = EVENTS[made.pop("event")]
        made["at"] = dt.datetime.fromisoformat(made["at"])
        if made.get("effective"):
            made["effective"] = dt.date.fromisoformat(made["effective"])
        if "values" in {one.name for one in dataclasses.fields(kind)}:
            found = fields_of(declaration, made.get("rows"))
            made["values"] = values_from_json(found, made.get("values", {}))
        if kind is Erased:
            made["keys"] = tuple(made["keys"])
        return kind(**made)
    except (KeyError, TypeError, ValueError) as error:
        what = f"{data.get('record')}的第{data.get('serial')}条记录不能读：{error}"
        raise FoldError(what) from error


def fields_of(declaration: Declaration, rows: str | None) -> dict[str, Field]:
    """Field by key (earlier keys included) of the record, or of one list of its sub-rows."""
    fields = declaration.group(rows).fields if rows else declaration.fields
    return {key: one for one in fields for key in (*one.was, one.key)}


def values_from_json(fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Value]:
    """Stored values by current keys. Raises KeyError and ValueError."""
    read: dict[str, Value] = {}
    for key, raw in values.items():
        read[fields[key].key] = read_value(fields[key], raw, past=True)
    return read


def without(data: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """A stored event without the values of `keys` (`rows.key` for those of sub-rows)."""
    rows = data.get("rows")
    gone = {key.rpartition(".")[2] for key in keys if key.rpartition(".")[0] == (rows or "")}
    kept = {key: x for key, x in data.get("values", {}).items() if key not in gone}
    return {**data, "values": kept} if "values" in data else dict(data)
