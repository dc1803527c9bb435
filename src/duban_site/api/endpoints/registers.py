"""Registers: a unit's programs read records, begin them and move them on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import P, PathEx, Query, Status

from duban.notices import NoticeError
from duban.registers import Field as Declared
from duban.registers import Value, to_json
from duban.registers.reading_values import read_value
from duban_site.api.actions.begin_record import begin_record as begin_record_of_source
from duban_site.api.actions.begin_record import find_repeated_beginning
from duban_site.api.authentication import MAX_FAULTS, TokenAuth, get_caller, needs
from duban_site.api.endpoints.register_schemas import (
    Cell,
    Move,
    NewRecord,
    Record,
    Records,
    RecordsQuery,
    RegisterDetail,
    Registers,
)
from duban_site.api.faults import UNKNOWN_FIELD, Fault, RequestError
from duban_site.api.models import ExternalKey, TokenScope
from duban_site.api.service import IDEMPOTENCY_PARAMETER, api, document_problems
from duban_site.core.access.policy import policy
from duban_site.core.actor import Caller
from duban_site.core.clock import to_local_date, today
from duban_site.core.errors import Conflict
from duban_site.registers.actions.edit_record import is_repeated_move, move_to_stage
from duban_site.registers.actions.record_event import EventTiming
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries import Filters, RecordBrief, list_visible_registers, load_dossier, load_list_page

SEE, WRITE, WRITE_RECORD = "registers.see", "registers.write", "registers.write_record"
READER_AUTH = TokenAuth(SEE, TokenScope.READ_RECORDS)
CREATOR_AUTH = TokenAuth(WRITE, TokenScope.WRITE_RECORDS)
MOVER_AUTH = TokenAuth(WRITE_RECORD, TokenScope.WRITE_RECORDS)
RegisterId = PathEx[int, P(ge=1, le=2**63 - 1, description="a register's id, from /registers")]
RecordId = PathEx[int, P(ge=1, le=2**63 - 1, description="a record's id")]


def read_cells(
    fields: Iterable[Declared], cells_by_key: Mapping[str, Cell], location_prefix: str = "values"
) -> dict[str, Value]:
    """Field → value, from what a program sent. Raises RequestError (409) with every fault."""
    fields_by_key: dict[str, Declared] = {field.key: field for field in fields}
    values: dict[str, Value] = {}
    faults: list[Fault] = []
    for field_key, cell in cells_by_key.items():
        location = f"{location_prefix}.{field_key[:40]}"
        if field_key not in fields_by_key:
            chinese, english = f"没有字段 {field_key[:40]}", f"there is no field {field_key[:40]}"
            faults.append(Fault(code=UNKNOWN_FIELD, field=location, zh=chinese, en=english))
            continue
        try:
            values[field_key] = read_value(fields_by_key[field_key], cell)
        except NoticeError as error:
            notice = error.notices[0]
            faults.append(Fault(code="invalid_value", field=location, zh=notice.render("zh"), en=notice.render("en")))
    if faults:
        raise RequestError(faults[:MAX_FAULTS], status=409)
    return values


def _effective_date(occurred_at: dt.datetime | None) -> dt.date | None:
    return None if occurred_at is None else to_local_date(occurred_at)


def load_register(person: Caller, register_id: int, action: str = SEE) -> Register:
    """The register, if the person has the right to it; 404 otherwise."""
    return policy.get_visible(person, action, Register.objects.select_related("body"), pk=register_id)


def _load_record(person: Caller, register_id: int, record_id: int) -> RegisterRecord:
    records: QuerySet[RegisterRecord] = load_register(person, register_id).records.select_related(
        "register__body", "lead"
    )
    return policy.get_visible(person, "registers.see_record", records, pk=record_id)


def record_brief_json(
    record: RegisterRecord | RecordBrief, lead_name: str | None, external_key: str = ""
) -> dict[str, Any]:
    """A record as lists give it, as JSON."""
    return {
        "id": record.pk,
        **{field_name: getattr(record, field_name) for field_name in ("number", "title", "stage")},
        "since": record.since.isoformat(),
        "lead": lead_name or "",
        "due": record.due.isoformat() if record.due else None,
        "external_key": external_key,
    }


def record_url(record: RegisterRecord) -> str:
    """The API address of a record."""
    url_arguments = {"register_id": record.register_id, "record": record.pk}
    return reverse("api_get_record", kwargs=url_arguments)


def find_external_keys(record_ids: Sequence[int]) -> dict[int, str]:
    """Record → its external key, for those that another system handed in."""
    links = ExternalKey.objects.filter(record__in=record_ids)
    return dict(links.values_list("record", "key"))


def _add_values(brief_rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add each record's values to its row of a list."""
    records = RegisterRecord.objects.filter(pk__in=[row["id"] for row in brief_rows])
    values = dict(records.values_list("pk", "values"))
    return [{**row, "values": values.get(row["id"], {})} for row in brief_rows]


def _list_by_external_key(person: Caller, register: Register, external_key: str) -> dict[str, Any]:
    """A list with the one record of that key, if the person may see it."""
    visible_records = policy.filter_visible(person, "registers.see_record", register.records.all())
    matches = visible_records.filter(external__key=external_key).select_related("lead").distinct()[:1]
    rows = [record_brief_json(row, row.lead.name if row.lead else None, external_key) for row in matches]
    return {"total": len(rows), "next": "", "records": _add_values(rows)}


def record_json(person: Caller, record: RegisterRecord) -> dict[str, Any]:
    """A record with its values and the moves that the person may make."""
    record_details = load_dossier(person, record, today())
    moves = [
        {
            "to": move.to,
            "label": move.label,
            "requires": [*move.requires],
            "documents": [*move.documents],
            "reason": move.reason,
        }
        for move in record_details.moves
    ]
    values = {field.key: to_json(value) for field, value in record_details.values if value is not None}
    external_key = find_external_keys([record.pk]).get(record.pk, "")
    return {
        **record_brief_json(record, record.lead.name if record.lead else None, external_key),
        "serial": record_details.record.serial,
        "values": values,
        "moves": moves,
    }


@api.get(
    "/registers", auth=READER_AUTH, response={200: Registers, **document_problems(401, 403, 422)}, tags=["registers"]
)
@needs(SEE)
def list_registers(request: HttpRequest) -> dict[str, Any]:
    """The registers that the token's person may see."""
    summaries = [
        {
            **{field_name: getattr(summary.register, field_name) for field_name in ("id", "key", "name", "english")},
            "total": summary.total,
            "open": summary.open,
            "overdue": summary.late,
        }
        for summary in list_visible_registers(get_caller(request), today())
    ]
    return {"registers": summaries}


@api.get(
    "/registers/{register_id}",
    auth=READER_AUTH,
    response={200: RegisterDetail, **document_problems(401, 403, 404, 422)},
    tags=["registers"],
)
@needs(SEE)
def get_register(request: HttpRequest, register_id: RegisterId) -> dict[str, Any]:
    """What its records hold: fields and stages, as declared."""
    register = load_register(get_caller(request), register_id)
    names = ("key", "label", "english", "unit", "help", "required", "personal")
    fields = [
        {**{name: getattr(field, name) for name in names}, "type": field.type.value, "choices": [*field.choices]}
        for field in register.declaration.fields
        if field.retired is None
    ]
    stages = [
        {"key": stage.key, "label": stage.label, "english": stage.english, "kind": stage.kind.value}
        for stage in register.declaration.stages
    ]
    summary = {name: getattr(register, name) for name in ("id", "key", "name", "version")}
    return {**summary, "fields": fields, "stages": stages}


@api.get(
    "/registers/{register_id}/records",
    auth=READER_AUTH,
    response={200: Records, **document_problems(401, 403, 404, 409, 422)},
    tags=["registers"],
)
@needs("registers.see_record")
def list_records(request: HttpRequest, register_id: RegisterId, query: Query[RecordsQuery]) -> dict[str, Any]:
    """Records, a page at a time; what is overdue or due soon comes by its day."""
    person = get_caller(request)
    register = load_register(person, register_id)
    stages = [stage.key for stage in register.declaration.stages]
    if query.stage and query.stage not in stages:
        stage_list = ", ".join(stages)
        chinese, english = (f"没有阶段 {query.stage}；有：{stage_list}", f"no such stage; there are {stage_list}")
        fault = Fault(code="unknown_stage", field="stage", zh=chinese, en=english)
        raise RequestError([fault], status=409)
    if query.external_key:
        return _list_by_external_key(person, register, query.external_key)
    search_words = query.q.replace("\x00", "")
    filters = Filters.from_query(register.declaration, {**query.dict(), "q": search_words})
    page = load_list_page(person, register, filters, today(), query.start)
    keys_by_record = find_external_keys([row.pk for row in page.rows])
    rows = [record_brief_json(row, row.lead, keys_by_record.get(row.pk, "")) for row in page.rows]
    return {"total": page.count, "next": page.more, "records": _add_values(rows)}


@api.get(
    "/registers/{register_id}/records/{record}",
    auth=READER_AUTH,
    response={200: Record, **document_problems(401, 403, 404, 422)},
    tags=["registers"],
)
@needs("registers.see_record")
def get_record(request: HttpRequest, register_id: RegisterId, record: RecordId) -> dict[str, Any]:
    """One record, with the moves that the token's person may make."""
    person = get_caller(request)
    return record_json(person, _load_record(person, register_id, record))


@api.post(
    "/registers/{register_id}/records",
    auth=CREATOR_AUTH,
    response={200: Record, 201: Record, **document_problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["registers"],
    openapi_extra=IDEMPOTENCY_PARAMETER,
)
@needs(WRITE)
def create_record(
    request: HttpRequest, response: HttpResponse, register_id: RegisterId, body: NewRecord
) -> Status[dict[str, Any]]:
    """Begin a record in the first stage: how a hotline's own desk hands in a ticket."""
    person = get_caller(request)
    register = load_register(person, register_id, WRITE)
    values = read_cells(register.declaration.fields, body.values)
    timing = EventTiming(effective=_effective_date(body.happened_at))
    try:
        record = begin_record_of_source(person, register, values, body.external_key, timing)
    except Conflict:
        existing_record = find_repeated_beginning(person, register, values, body.external_key)
        if existing_record is None:
            raise
        response.headers["Location"] = record_url(existing_record)
        return Status(200, record_json(person, existing_record))
    response.headers["Location"] = record_url(record)
    return Status(201, record_json(person, record))


@api.post(
    "/registers/{register_id}/records/{record}/moves",
    auth=MOVER_AUTH,
    response={200: Record, **document_problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["registers"],
    openapi_extra=IDEMPOTENCY_PARAMETER,
)
@needs(WRITE_RECORD)
def move_record(request: HttpRequest, register_id: RegisterId, record: RecordId, body: Move) -> dict[str, Any]:
    """Move a record on; 409 with the rules' reasons, or where it changed since it was read."""
    person = get_caller(request)
    row = _load_record(person, register_id, record)
    values = read_cells(row.register.declaration.fields, body.values)
    timing = EventTiming(serial=body.serial, effective=_effective_date(body.happened_at))
    try:
        move_to_stage(person, row, body.to, values, reason=body.reason, timing=timing)
    except Conflict:
        if not is_repeated_move(person, row, body.to, values, body.serial):
            raise  # a real conflict, not the same move repeated after its answer was lost
    row.refresh_from_db()
    return record_json(person, row)
