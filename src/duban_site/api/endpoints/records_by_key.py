"""Registers: records by the key that their source has for them, one at a time or many at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import P, PathEx, Status
from pydantic import AwareDatetime, Field

from duban.registers import Declaration
from duban_site.api.actions.upsert_records import UpsertOutcome, UpsertResult, upsert_records
from duban_site.api.authentication import get_caller, needs
from duban_site.api.bulk_lines import answer_lines, encode_lines
from duban_site.api.endpoints.register_schemas import OCCURRED_AT_HELP, Cell, Record
from duban_site.api.endpoints.registers import (
    CREATOR_AUTH,
    READER_AUTH,
    WRITE,
    RegisterId,
    load_register,
    read_cells,
    record_json,
    record_url,
)
from duban_site.api.service import NDJSON, StrictInput, WriteInput, api, document_problems
from duban_site.registers.actions.export import export_records
from duban_site.registers.actions.update_to_state import TargetState

ExternalKeyText = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]+$")]
PathKey = PathEx[str, P(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f/]+$", description="the source's own")]
Cells = dict[str, Cell]


class RecordState(StrictInput):
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
    happened_at: AwareDatetime | None = Field(None, description=OCCURRED_AT_HELP)
    correct: bool = Field(False, description="what is there was wrong; give a reason")


class PutRecord(RecordState, WriteInput):
    """A record as its source has it."""


class BulkLine(RecordState):
    """One line of a bulk request."""

    key: ExternalKeyText


def parse_record_state(declaration: Declaration, state: RecordState) -> TargetState:
    """Parse a record's state by the declaration. Raises RequestError with every fault."""
    rows = {
        list_key: {row_id: _read_row_cells(declaration, list_key, cells) for row_id, cells in rows_by_id.items()}
        for list_key, rows_by_id in state.rows.items()
    }
    return TargetState(
        values=read_cells(declaration.fields, state.values),
        stage=state.stage,
        rows=rows,
        reason=state.reason,
        occurred_at=state.happened_at,
        correct=state.correct,
    )


def _read_row_cells(declaration: Declaration, list_key: str, cells: Mapping[str, Cell]) -> dict[str, Any]:
    row_list = next((declared_list for declared_list in declaration.rows if declared_list.key == list_key), None)
    return read_cells(row_list.fields if row_list else (), cells, f"rows.{list_key}")


@api.put(
    "/registers/{register_id}/by-key/{external_key}",
    auth=CREATOR_AUTH,
    response={200: Record, 201: Record, **document_problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["registers"],
)
@needs(WRITE)
def put_record(
    request: HttpRequest, response: HttpResponse, register_id: RegisterId, external_key: PathKey, body: PutRecord
) -> Status[dict[str, Any]]:
    """Make the record of this key as it is at its source: 201 where it is new, 200 otherwise.

    Sent again it does nothing again, so a lost answer is no matter.
    """
    person = get_caller(request)
    register = load_register(person, register_id, WRITE)
    record_state = parse_record_state(register.declaration, body)
    (outcome,) = upsert_records(person, register, [(external_key, record_state)])
    record = _require_record(outcome)
    response.headers["Location"] = record_url(record)
    return Status(201 if outcome.result is UpsertResult.CREATED else 200, record_json(person, record))


def _require_record(outcome: UpsertOutcome) -> Any:
    if outcome.error is not None:
        raise outcome.error
    return outcome.record


_LINE_SCHEMA = {"type": "string", "format": "binary", "description": "one JSON object a line"}
BULK_SCHEMA = {
    "requestBody": {
        "required": True,
        "description": "one BulkLine a line, NDJSON; as many as the limit of a body holds",
        "content": {NDJSON: {"schema": _LINE_SCHEMA}},
    },
    "responses": {
        200: {
            "description": "one line of NDJSON for each line, as it is done; a last one counts",
            "content": {NDJSON: {"schema": _LINE_SCHEMA}},
        }
    },
}
EXPORT_SCHEMA = {"responses": BULK_SCHEMA["responses"]}


@api.post(
    "/registers/{register_id}/bulk",
    auth=CREATOR_AUTH,
    response={200: None, **document_problems(400, 401, 403, 404, 413, 415, 422)},
    tags=["registers"],
    openapi_extra=BULK_SCHEMA,
)
@needs(WRITE)
def put_records_in_bulk(request: HttpRequest, register_id: RegisterId) -> Any:
    """Make many records as they are at their source, one a line; a bad line stops no other.

    Each line is answered by one: `line`, `key`, `result` (created, changed, unchanged, refused),
    `id`, `number`, `serial`, or `faults`.
    """
    person = get_caller(request)
    register = load_register(person, register_id, WRITE)
    return _stream_lines(answer_lines(request, person, register, BulkLine, parse_record_state))


@api.get(
    "/registers/{register_id}/bulk",
    auth=READER_AUTH,
    response={200: None, **document_problems(401, 403, 404, 422)},
    tags=["registers"],
    openapi_extra=EXPORT_SCHEMA,
)
@needs("registers.see_record")
def export_records_in_bulk(request: HttpRequest, register_id: RegisterId) -> Any:
    """Every record that the token may see, one a line, with its values that are not personal."""
    person = get_caller(request)
    register = load_register(person, register_id)
    return _stream_lines(encode_lines(export_records(person, register)))


def _stream_lines(lines: Any) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type=NDJSON)
    response.headers["X-Accel-Buffering"] = "no"
    return response
