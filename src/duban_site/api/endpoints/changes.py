"""Registers: what changed since a cursor, for a system that keeps a copy in step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from duban_site.api.authentication import get_caller, needs
from duban_site.api.endpoints.registers import READER_AUTH, RegisterId, find_external_keys, load_register
from duban_site.api.service import QueryInput, api, document_problems
from duban_site.core.audit.rows.commit_order import LogPosition, get_current_position
from duban_site.registers.models import RegisterEvent
from duban_site.registers.queries.event_stream import list_events_after, select_exportable_values

NOW_CURSOR = "now"


class ChangesQuery(QueryInput):
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
    auth=READER_AUTH,
    response={200: Changes, **document_problems(401, 403, 404, 422)},
    tags=["registers"],
)
@needs("registers.see_record")
def list_changes(request: HttpRequest, register_id: RegisterId, query: Query[ChangesQuery]) -> Any:
    """What happened to the register's records since the cursor."""
    person = get_caller(request)
    register = load_register(person, register_id)
    start_place = get_current_position() if query.cursor == NOW_CURSOR else _parse_cursor(query.cursor)
    page = list_events_after(person, register, start_place, query.limit)
    keys_by_record = find_external_keys([event.record_id for _place, event in page.events])
    changes = [
        {
            "cursor": _format_cursor(event_place),
            "external_key": keys_by_record.get(event.record_id, ""),
            **_change_json(event),
            "values": select_exportable_values(register.declaration, event.data),
        }
        for event_place, event in page.events
    ]
    return {"cursor": _format_cursor(page.place), "more": page.more, "changes": changes}


def _change_json(event: RegisterEvent) -> dict[str, Any]:
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


def _format_cursor(place: LogPosition) -> str:
    return f"{place[0]}.{place[1]}"


def _parse_cursor(cursor: str) -> LogPosition:
    sequence, _separator, event_key = cursor.partition(".")
    return (int(sequence or 0), min(int(event_key or 0), 2**63 - 1))
