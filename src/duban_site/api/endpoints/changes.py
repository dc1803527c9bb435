"""Registers: what changed since a cursor, for a system that keeps a copy in step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from duban_site.api.endpoints.registers import READER, Key, external_keys, register_of
from duban_site.api.guard import needs, person_of
from duban_site.api.service import Question, api, problems
from duban_site.core.audit.rows.following import Place, present_place
from duban_site.registers.models import RegisterEvent
from duban_site.registers.queries.following import events_after, open_values

NOW = "now"


class ChangesAsked(Question):
    """From where, and how many at a time."""

    cursor: str = Field(
        "",
        pattern=r"^(now|[0-9]{1,18}\.[0-9]{1,19})?$",
        description="`cursor` of the answer before; empty: from the beginning; now: what comes",
    )
    limit: int = Field(200, ge=1, le=1000)


class RecordChange(Schema):
    """One event of a record, without what is personal or sealed."""

    cursor: str = Field(description="after this change")
    id: int = Field(description="the record's")
    number: str
    external_key: str
    serial: int
    kind: str = Field(description="created, edited, corrected, moved, row_added …")
    at: dt.datetime = Field(description="when it was recorded")
    since: dt.date = Field(description="the day since when it holds")
    stage: str | None = Field(description="of a creation or a move")
    rows: str | None = Field(description="the list of sub-rows that it is about")
    row: str | None
    values: dict[str, Any]
    reason: str


class Changes(Schema):
    """Changes in the order in which they were committed; go on with `cursor`, while `more` at once.

    Nothing is ever recorded before a cursor that was given out, however many write at once.
    """

    cursor: str
    more: bool
    changes: list[RecordChange]


@api.get(
    "/registers/{register_id}/changes",
    auth=READER,
    response={200: Changes, **problems(401, 403, 404, 422)},
    tags=["registers"],
)
@needs("registers.see_record")
def list_changes(request: HttpRequest, register_id: Key, asked: Query[ChangesAsked]) -> Any:
    """What happened to the register's records since the cursor."""
    person = person_of(request)
    register = register_of(person, register_id)
    place = present_place() if asked.cursor == NOW else _place(asked.cursor)
    found = events_after(person, register, place, asked.limit)
    keys = external_keys([event.record_id for _place, event in found.events])
    told = [
        {
            "cursor": _cursor(at),
            "external_key": keys.get(event.record_id, ""),
            **_change(event),
            "values": open_values(register.declaration, event.data),
        }
        for at, event in found.events
    ]
    return {"cursor": _cursor(found.place), "more": found.more, "changes": told}


def _change(event: RegisterEvent) -> dict[str, Any]:
    data = event.data
    return {
        "id": event.record_id,
        "number": event.record.number,
        "serial": event.serial,
        "kind": event.kind,
        "at": event.at,
        "since": event.day,
        "stage": data.get("to") or data.get("stage"),
        "rows": data.get("rows"),
        "row": data.get("row"),
        "reason": data.get("reason", ""),
    }


def _cursor(place: Place) -> str:
    return f"{place[0]}.{place[1]}"


def _place(cursor: str) -> Place:
    seq, _dot, key = cursor.partition(".")
    return (int(seq or 0), min(int(key or 0), 2**63 - 1))
