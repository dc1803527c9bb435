"""Registers: a unit's programs read records, begin them and move them on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import P, PathEx, Query, Status

from duban.registers import Field as Declared
from duban.registers import Value, to_json
from duban.registers.reading_values import read_value
from duban_site.api.actions.begin_record import begin_record as begin_record_of_source
from duban_site.api.actions.begin_record import begun_already
from duban_site.api.endpoints.register_shapes import (
    Cell,
    Move,
    NewRecord,
    Record,
    Records,
    RecordsAsked,
    RegisterDetail,
    Registers,
)
from duban_site.api.faults import UNKNOWN, Fault, RequestError
from duban_site.api.guard import MOST_FAULTS, ByToken, needs, person_of
from duban_site.api.models import ExternalKey, TokenScope
from duban_site.api.service import REPEATABLE, api, problems
from duban_site.core.access.policy import policy
from duban_site.core.actor import Caller
from duban_site.core.clock import day_of, today
from duban_site.core.errors import Conflict
from duban_site.registers.actions.happen import When
from duban_site.registers.actions.write import move, was_moved
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries import Brief, Filters, dossier, listing, registers_for

SEE, WRITE, WRITE_RECORD = "registers.see", "registers.write", "registers.write_record"
READER = ByToken(SEE, TokenScope.READ_RECORDS)
BEGINNER = ByToken(WRITE, TokenScope.WRITE_RECORDS)
MOVER = ByToken(WRITE_RECORD, TokenScope.WRITE_RECORDS)
Key = PathEx[int, P(ge=1, le=2**63 - 1, description="a register's id, from /registers")]
Number = PathEx[int, P(ge=1, le=2**63 - 1, description="a record's id")]


def read_cells(
    fields: Iterable[Declared], cells: Mapping[str, Cell], place: str = "values"
) -> dict[str, Value]:
    """Field → value, from what a program sent. Raises RequestError (409) with every fault."""
    by_key: dict[str, Declared] = {field.key: field for field in fields}
    found: dict[str, Value] = {}
    faults: list[Fault] = []
    for key, cell in cells.items():
        where = f"{place}.{key[:40]}"
        if key not in by_key:
            zh, en = f"没有字段 {key[:40]}", f"there is no field {key[:40]}"
            faults.append(Fault(code=UNKNOWN, field=where, zh=zh, en=en))
            continue
        try:
            found[key] = read_value(by_key[key], cell)
        except ValueError as error:
            en = f"not a value of the type {by_key[key].type.value}"
            faults.append(Fault(code="invalid_value", field=where, zh=str(error), en=en))
    if faults:
        raise RequestError(faults[:MOST_FAULTS], status=409)
    return found


def _day(happened: dt.datetime | None) -> dt.date | None:
    return None if happened is None else day_of(happened)


def register_of(person: Caller, key: int, action: str = SEE) -> Register:
    """The register, if the person has the right to it; 404 otherwise."""
    return policy.get(person, action, Register.objects.select_related("body"), pk=key)


def _record(person: Caller, register_id: int, number: int) -> RegisterRecord:
    records: QuerySet[RegisterRecord] = register_of(person, register_id).records.select_related(
        "register__body", "lead"
    )
    return policy.get(person, "registers.see_record", records, pk=number)


def brief_of(
    row: RegisterRecord | Brief, lead: str | None, external_key: str = ""
) -> dict[str, Any]:
    """A record as lists give it, as JSON."""
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in ("number", "title", "stage")},
        "since": row.since.isoformat(),
        "lead": lead or "",
        "due": row.due.isoformat() if row.due else None,
        "external_key": external_key,
    }


def record_address(record: RegisterRecord) -> str:
    """The API address of a record."""
    keys = {"register_id": record.register_id, "record": record.pk}
    return reverse("api_get_record", kwargs=keys)


def external_keys(records: Sequence[int]) -> dict[int, str]:
    """Record → its external key, for those that another system handed in."""
    found = ExternalKey.objects.filter(record__in=records)
    return dict(found.values_list("record", "key"))


def _with_values(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add each record's values to its row of a list."""
    found = RegisterRecord.objects.filter(pk__in=[row["id"] for row in rows])
    values = dict(found.values_list("pk", "values"))
    return [{**row, "values": values.get(row["id"], {})} for row in rows]


def _of_key(person: Caller, register: Register, key: str) -> dict[str, Any]:
    """A list with the one record of that key, if the person may see it."""
    seen = policy.visible(person, "registers.see_record", register.records.all())
    found = seen.filter(external__key=key).select_related("lead").distinct()[:1]
    rows = [brief_of(row, row.lead.name if row.lead else None, key) for row in found]
    return {"total": len(rows), "next": "", "records": _with_values(rows)}


def record_json(person: Caller, row: RegisterRecord) -> dict[str, Any]:
    """A record with its values and the moves that the person may make."""
    told = dossier(person, row, today())
    moves = [
        {
            "to": one.to,
            "label": one.label,
            "requires": [*one.requires],
            "documents": [*one.documents],
            "reason": one.reason,
        }
        for one in told.moves
    ]
    values = {field.key: to_json(value) for field, value in told.values if value is not None}
    key = external_keys([row.pk]).get(row.pk, "")
    return {
        **brief_of(row, row.lead.name if row.lead else None, key),
        "serial": told.record.serial,
        "values": values,
        "moves": moves,
    }


@api.get(
    "/registers",
    auth=READER,
    response={200: Registers, **problems(401, 403, 422)},
    tags=["registers"],
)
@needs(SEE)
def list_registers(request: HttpRequest) -> dict[str, Any]:
    """The registers that the token's person may see."""
    found = [
        {
            **{name: getattr(row.register, name) for name in ("id", "key", "name", "english")},
            "total": row.total,
            "open": row.open,
            "overdue": row.late,
        }
        for row in registers_for(person_of(request), today())
    ]
    return {"registers": found}


@api.get(
    "/registers/{register_id}",
    auth=READER,
    response={200: RegisterDetail, **problems(401, 403, 404, 422)},
    tags=["registers"],
)
@needs(SEE)
def get_register(request: HttpRequest, register_id: Key) -> dict[str, Any]:
    """What its records hold: fields and stages, as declared."""
    found = register_of(person_of(request), register_id)
    names = ("key", "label", "english", "unit", "help", "required", "personal")
    fields = [
        {
            **{name: getattr(field, name) for name in names},
            "type": field.type.value,
            "choices": [*field.choices],
        }
        for field in found.declaration.fields
        if field.retired is None
    ]
    stages = [
        {"key": one.key, "label": one.label, "english": one.english, "kind": one.kind.value}
        for one in found.declaration.stages
    ]
    told = {name: getattr(found, name) for name in ("id", "key", "name", "version")}
    return {**told, "fields": fields, "stages": stages}


@api.get(
    "/registers/{register_id}/records",
    auth=READER,
    response={200: Records, **problems(401, 403, 404, 409, 422)},
    tags=["registers"],
)
@needs("registers.see_record")
def list_records(
    request: HttpRequest, register_id: Key, asked: Query[RecordsAsked]
) -> dict[str, Any]:
    """Records, a page at a time; what is overdue or due soon comes by its day."""
    person = person_of(request)
    found = register_of(person, register_id)
    stages = [stage.key for stage in found.declaration.stages]
    if asked.stage and asked.stage not in stages:
        known = ", ".join(stages)
        zh, en = f"没有阶段 {asked.stage}；有：{known}", f"no such stage; there are {known}"
        fault = Fault(code="unknown_stage", field="stage", zh=zh, en=en)
        raise RequestError([fault], status=409)
    if asked.external_key:
        return _of_key(person, found, asked.external_key)
    words = asked.q.replace("\x00", "")
    filters = Filters.of(found.declaration, {**asked.dict(), "q": words})
    page = listing(person, found, filters, today(), asked.start)
    keys = external_keys([row.pk for row in page.rows])
    rows = [brief_of(row, row.lead, keys.get(row.pk, "")) for row in page.rows]
    return {"total": page.count, "next": page.more, "records": _with_values(rows)}


@api.get(
    "/registers/{register_id}/records/{record}",
    auth=READER,
    response={200: Record, **problems(401, 403, 404, 422)},
    tags=["registers"],
)
@needs("registers.see_record")
def get_record(request: HttpRequest, register_id: Key, record: Number) -> dict[str, Any]:
    """One record, with the moves that the token's person may make."""
    person = person_of(request)
    return record_json(person, _record(person, register_id, record))


@api.post(
    "/registers/{register_id}/records",
    auth=BEGINNER,
    response={200: Record, 201: Record, **problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["registers"],
    openapi_extra=REPEATABLE,
)
@needs(WRITE)
def create_record(
    request: HttpRequest, response: HttpResponse, register_id: Key, body: NewRecord
) -> Status[dict[str, Any]]:
    """Begin a record in the first stage: how a hotline's own desk hands in a ticket."""
    person = person_of(request)
    found = register_of(person, register_id, WRITE)
    values = read_cells(found.declaration.fields, body.values)
    when = When(effective=_day(body.happened_at))
    try:
        made = begin_record_of_source(person, found, values, body.external_key, when)
    except Conflict:
        again = begun_already(person, found, values, body.external_key)
        if again is None:
            raise
        response.headers["Location"] = record_address(again)
        return Status(200, record_json(person, again))
    response.headers["Location"] = record_address(made)
    return Status(201, record_json(person, made))


@api.post(
    "/registers/{register_id}/records/{record}/moves",
    auth=MOVER,
    response={200: Record, **problems(400, 401, 403, 404, 409, 413, 422)},
    tags=["registers"],
    openapi_extra=REPEATABLE,
)
@needs(WRITE_RECORD)
def move_record(
    request: HttpRequest, register_id: Key, record: Number, body: Move
) -> dict[str, Any]:
    """Move a record on; 409 with the rules' reasons, or where it changed since it was read."""
    person = person_of(request)
    row = _record(person, register_id, record)
    values = read_cells(row.register.declaration.fields, body.values)
    when = When(serial=body.serial, effective=_day(body.happened_at))
    try:
        move(person, row, body.to, values, reason=body.reason, when=when)
    except Conflict:
        if not was_moved(person, row, body.to, values, body.serial):
            raise  # a real conflict, not the same move repeated after its answer was lost
    row.refresh_from_db()
    return record_json(person, row)
