"""Registers: records by the key that their source has for them, one at a time or many at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import P, PathEx, Status
from pydantic import AwareDatetime, Field

from duban.registers import Declaration
from duban_site.api.actions.put_records import Outcome, Result, put_records
from duban_site.api.endpoints.register_shapes import HAPPENED, Cell, Record
from duban_site.api.endpoints.registers import (
    BEGINNER,
    READER,
    WRITE,
    Key,
    read_cells,
    record_address,
    record_json,
    register_of,
)
from duban_site.api.guard import needs, person_of
from duban_site.api.lines import answer_lines, told_lines
from duban_site.api.service import NDJSON, Plain, Strict, api, problems
from duban_site.registers.actions.export import export_records
from duban_site.registers.actions.put import Wanted

ExternalKeyText = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]+$")]
PathKey = PathEx[
    str,
    P(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f/]+$", description="the source's own"),
]
Cells = dict[str, Cell]


class RecordState(Strict):
    """How a record is at its source. What is left out stays; what is the same does nothing.

    A new record begins in the first stage or, from a backlog, in `stage`; one that is there is
    moved to it. Sub-rows are by list and id. `correct` puts right what was wrong.
    """

    values: Cells = Field(default_factory=dict, max_length=200)
    stage: str | None = Field(None, max_length=40)
    rows: dict[str, dict[str, Cells]] = Field(
        default_factory=dict, max_length=20, description="list → id → values: notes and the like"
    )
    reason: str = Field("", max_length=1000)
    happened_at: AwareDatetime | None = Field(None, description=HAPPENED)
    correct: bool = Field(False, description="what is there was wrong; give a reason")


class PutRecord(RecordState, Plain):
    """A record as its source has it."""


class BulkLine(RecordState):
    """One line of a bulk request."""

    key: ExternalKeyText


def wanted_of(declaration: Declaration, state: RecordState) -> Wanted:
    """Parse a record's state by the declaration. Raises RequestError with every fault."""
    rows = {
        name: {row: _cells(declaration, name, cells) for row, cells in own.items()}
        for name, own in state.rows.items()
    }
    return Wanted(
        values=read_cells(declaration.fields, state.values),
        stage=state.stage,
        rows=rows,
        reason=state.reason,
        happened=state.happened_at,
        correct=state.correct,
    )


def _cells(declaration: Declaration, rows: str, cells: Mapping[str, Cell]) -> dict[str, Any]:
    group = next((one for one in declaration.rows if one.key == rows), None)
    return read_cells(group.fields if group else (), cells, f"rows.{rows}")


@api.put(
    "/registers/{register_id}/by-key/{external_key}",
    auth=BEGINNER,
    response={200: Record, 201: Record, **problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["registers"],
)
@needs(WRITE)
def put_record(
    request: HttpRequest,
    response: HttpResponse,
    register_id: Key,
    external_key: PathKey,
    body: PutRecord,
) -> Status[dict[str, Any]]:
    """Make the record of this key as it is at its source: 201 where it is new, 200 otherwise.

    Sent again it does nothing again, so a lost answer is no matter.
    """
    person = person_of(request)
    register = register_of(person, register_id, WRITE)
    wanted = wanted_of(register.declaration, body)
    (done,) = put_records(person, register, [(external_key, wanted)])
    row = _done(done)
    response.headers["Location"] = record_address(row)
    return Status(201 if done.result is Result.CREATED else 200, record_json(person, row))


def _done(outcome: Outcome) -> Any:
    if outcome.error is not None:
        raise outcome.error
    return outcome.record


_LINE = {"type": "string", "format": "binary", "description": "one JSON object a line"}
BULK = {
    "requestBody": {
        "required": True,
        "description": "one BulkLine a line, NDJSON; as many as the limit of a body holds",
        "content": {NDJSON: {"schema": _LINE}},
    },
    "responses": {
        200: {
            "description": "one line of NDJSON for each line, as it is done; a last one counts",
            "content": {NDJSON: {"schema": _LINE}},
        }
    },
}
EXPORT = {"responses": BULK["responses"]}


@api.post(
    "/registers/{register_id}/bulk",
    auth=BEGINNER,
    response={200: None, **problems(400, 401, 403, 404, 413, 415, 422)},
    tags=["registers"],
    openapi_extra=BULK,
)
@needs(WRITE)
def put_records_in_bulk(request: HttpRequest, register_id: Key) -> Any:
    """Make many records as they are at their source, one a line; a bad line stops no other.

    Each line is answered by one: `line`, `key`, `result` (created, changed, unchanged, refused),
    `id`, `number`, `serial`, or `faults`.
    """
    person = person_of(request)
    register = register_of(person, register_id, WRITE)
    return _streamed(answer_lines(request, person, register, BulkLine, wanted_of))


@api.get(
    "/registers/{register_id}/bulk",
    auth=READER,
    response={200: None, **problems(401, 403, 404, 422)},
    tags=["registers"],
    openapi_extra=EXPORT,
)
@needs("registers.see_record")
def export_records_in_bulk(request: HttpRequest, register_id: Key) -> Any:
    """Every record that the token may see, one a line, with its values that are not personal."""
    person = person_of(request)
    register = register_of(person, register_id)
    return _streamed(told_lines(export_records(person, register)))


def _streamed(lines: Any) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type=NDJSON)
    response.headers["X-Accel-Buffering"] = "no"
    return response
