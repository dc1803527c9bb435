"""Registers: whether a ticket that a program is about to hand in repeats an earlier one."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from duban_site.api.authentication import get_caller, needs
from duban_site.api.endpoints.register_schemas import ProposedRecord, RecordBrief
from duban_site.api.endpoints.registers import (
    CREATOR_AUTH,
    WRITE,
    RegisterId,
    load_register,
    read_cells,
    record_brief_json,
)
from duban_site.api.service import IDEMPOTENCY_PARAMETER, api, document_problems
from duban_site.registers.actions.find_repeated_tickets import find_repeated_tickets


class Earlier(RecordBrief):
    """An earlier ticket that the new one might belong to."""

    why: Literal["caller", "place"] = Field(description="the same caller; or the same place, and said alike")
    likeness: str = Field(description="of the two titles, 0 to 1")


class Repeats(Schema):
    """Those of the last 90 days, the likeliest first; none where the register takes no calls."""

    repeats: list[Earlier]


@api.post(
    "/registers/{register_id}/repeats",
    auth=CREATOR_AUTH,
    response={200: Repeats, **document_problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["registers"],
    openapi_extra=IDEMPOTENCY_PARAMETER,
)
@needs(WRITE)
def find_repeats(request: HttpRequest, register_id: RegisterId, body: ProposedRecord) -> dict[str, Any]:
    """What a new record with these values might repeat; nothing is written but the log.

    To join it, begin the record with `repeat_of`, or add a note to the earlier one.
    """
    person = get_caller(request)
    register = load_register(person, register_id, WRITE)
    values = read_cells(register.declaration.fields, body.values)
    repeats = [
        {
            **record_brief_json(repeat.row, repeat.row.lead.name if repeat.row.lead else None),
            "why": repeat.recall.why.value,
            "likeness": str(repeat.recall.likeness),
        }
        for repeat in find_repeated_tickets(person, register, values)
    ]
    return {"repeats": repeats}
