"""Registers: whether a ticket that a program is about to hand in repeats an earlier one."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from duban_site.api.endpoints.register_shapes import ProposedRecord, RecordBrief
from duban_site.api.endpoints.registers import (
    BEGINNER,
    WRITE,
    Key,
    brief_of,
    read_cells,
    register_of,
)
from duban_site.api.guard import needs, person_of
from duban_site.api.service import REPEATABLE, api, problems
from duban_site.registers.actions.look_for_repeats import look_for_repeats


class Earlier(RecordBrief):
    """An earlier ticket that the new one might belong to."""

    why: Literal["caller", "place"] = Field(
        description="the same caller; or the same place, and said alike"
    )
    likeness: str = Field(description="of the two titles, 0 to 1")


class Repeats(Schema):
    """Those of the last 90 days, the likeliest first; none where the register takes no calls."""

    repeats: list[Earlier]


@api.post(
    "/registers/{register_id}/repeats",
    auth=BEGINNER,
    response={200: Repeats, **problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["registers"],
    openapi_extra=REPEATABLE,
)
@needs(WRITE)
def find_repeats(request: HttpRequest, register_id: Key, body: ProposedRecord) -> dict[str, Any]:
    """What a new record with these values might repeat; nothing is written but the log.

    To join it, begin the record with `repeat_of`, or add a note to the earlier one.
    """
    person = person_of(request)
    found = register_of(person, register_id, WRITE)
    values = read_cells(found.declaration.fields, body.values)
    told = [
        {
            **brief_of(one.row, one.row.lead.name if one.row.lead else None),
            "why": one.recall.why.value,
            "likeness": str(one.recall.likeness),
        }
        for one in look_for_repeats(person, found, values)
    ]
    return {"repeats": told}
