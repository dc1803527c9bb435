"""Lines of NDJSON: read from a request and answered one by one, in bounded memory."""

from __future__ import annotations

import contextvars
import json
import logging
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, cast

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest
from pydantic import BaseModel, ValidationError

from duban.registers import Declaration
from duban_site.api.actions.upsert_records import UpsertOutcome, UpsertResult, upsert_records
from duban_site.api.faults import CODE_BY_STATUS, Fault, RequestError, convert_validation_errors
from duban_site.api.refusals import refusal_faults
from duban_site.api.service import NDJSON
from duban_site.api.signatures import digest_error
from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.encryption.digests import create_digest
from duban_site.registers.actions.update_to_state import TargetState
from duban_site.registers.models import Register

MAX_LINE_BYTES = 256 * 1024
"""Bytes of a line."""
BATCH_LINES, SQLITE_BATCH_LINES, SPOOL_BYTES = 1000, 250, 2 * 1024 * 1024
"""Lines written in one transaction, fewer on SQLite, where all other writers wait for it; bytes of a
signed body kept in memory, more goes to disk."""
NDJSON_TYPES = (NDJSON, "application/ndjson", "application/jsonl")
NOT_NDJSON_FAULT = Fault(
    code="unsupported_media_type",
    field="Content-Type",
    zh=f"应为 {NDJSON}，每行一个 JSON 对象",
    en=f"must be {NDJSON}, one JSON object a line",
)
LINE_TOO_LONG_FAULT = Fault(
    code="line_too_long",
    field="",
    zh=f"一行最多 {MAX_LINE_BYTES // 1024} KB",
    en=f"a line may have {MAX_LINE_BYTES // 1024} KB",
)
NUL_FAULT = Fault(code="invalid_value", field="", zh="含有 U+0000", en="holds the character U+0000")
SERVER_FAULT = Fault(
    code="server_error",
    field="",
    zh="服务器出错，从这一行起没有写入；请重发",
    en="the server failed; from this line on nothing was written: send it again",
)
StateReader = Callable[[Declaration, Any], TargetState]


@dataclass(slots=True)
class _Line:
    """A parsed line: the record's desired state, or its faults."""

    number: int
    key: str = ""
    state: TargetState | None = None
    faults: list[Fault] | None = None


def answer_lines(
    request: HttpRequest, actor: Actor, register: Register, kind: type[BaseModel], read_state: StateReader
) -> Iterator[bytes]:
    """Write the records of a request's lines in batches, and answer each line.

    Raises RequestError (415) where it is not NDJSON. `kind` is the schema of a line, with its
    `key`; `read_state` turns a parsed line into the record's desired state.
    """
    if request.content_type not in NDJSON_TYPES:
        raise RequestError([NOT_NDJSON_FAULT], status=415)
    lines = _read_lines(request, _verify_body(request), register.declaration, kind, read_state)
    return _run_in_context(_answer_batches(actor, register, lines))


def encode_lines(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Rows as lines of NDJSON, one at a time."""
    return _run_in_context(_encode_line(row) for row in rows)


def _run_in_context(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Iterate `chunks` in the context of this request: actor, address, language.

    The server iterates a streamed response after the middleware has reset those.
    """
    context = contextvars.copy_context()

    def iterate_chunks() -> Iterator[bytes]:
        while (chunk := context.run(next, chunks, None)) is not None:
            yield chunk

    return iterate_chunks()


def _encode_line(payload: dict[str, Any]) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _answer_batches(actor: Actor, register: Register, lines: Iterator[_Line]) -> Iterator[bytes]:
    counts: Counter[str] = Counter()
    for batch in _batch_lines(lines):
        try:
            answers = _process_batch(actor, register, batch)
        except Exception:
            logging.getLogger(__name__).exception("bulk of %s", register.key)
            yield _encode_line({"line": batch[0].number, "result": "failed", **_faults_json([SERVER_FAULT])})
            return
        counts.update(item["result"] for item in answers)
        yield b"".join(_encode_line(item) for item in answers)
    yield _encode_line({"done": True, "lines": counts.total(), **{item: counts[item] for item in UpsertResult}})


def _batch_lines(lines: Iterator[_Line]) -> Iterator[list[_Line]]:
    """The lines in batches; each batch is one transaction."""
    batch_lines = SQLITE_BATCH_LINES if connection.vendor == "sqlite" else BATCH_LINES
    batch: list[_Line] = []
    for line in lines:
        batch.append(line)
        if len(batch) == batch_lines:
            yield batch
            batch = []
    if batch:
        yield batch


def _process_batch(actor: Actor, register: Register, lines: list[_Line]) -> list[dict[str, Any]]:
    record_states = [(line.key, line.state) for line in lines if line.state is not None]
    outcomes = iter(upsert_records(actor, register, record_states) if record_states else ())
    return [_answer_line(line, None if line.state is None else next(outcomes)) for line in lines]


def _answer_line(line: _Line, outcome: UpsertOutcome | None) -> dict[str, Any]:
    answer: dict[str, Any] = {"line": line.number, "key": line.key}
    if outcome is None:
        return {**answer, "result": UpsertResult.REFUSED, **_faults_json(line.faults or [])}
    if outcome.error is not None:
        return {**answer, "result": outcome.result, **_faults_json(_explain_refusal(outcome.error))}
    assert outcome.record is not None  # noqa: S101 # only refusals have no record
    record = outcome.record
    return {
        **answer,
        "result": outcome.result,
        "id": record.pk,
        "number": record.number,
        "stage": record.stage,
        "serial": record.serial,
    }


def _explain_refusal(error: Refused | PermissionDenied) -> list[Fault]:
    fault_code = CODE_BY_STATUS[403 if isinstance(error, PermissionDenied) else 409]
    fallback_faults = [Fault(code=fault_code, field="", zh=str(error), en=str(error))]
    return (refusal_faults(error) if isinstance(error, Refused) else []) or fallback_faults


def _faults_json(faults: list[Fault]) -> dict[str, Any]:
    return {"faults": [fault.dict() for fault in faults]}


def _verify_body(request: HttpRequest) -> IO[bytes]:
    """The body to read; that of a signed request is spooled first, to verify its digest."""
    signed_digest: tuple[str, str] | None = getattr(request, "duban_digest", None)
    if signed_digest is None:
        return cast(IO[bytes], request)
    spooled_body: IO[bytes] = tempfile.SpooledTemporaryFile(SPOOL_BYTES)  # noqa: SIM115 closed by _read_lines
    digest = create_digest(signed_digest[1])
    while chunk := request.read(1 << 16):
        digest.update(chunk)
        spooled_body.write(chunk)
    if digest.hexdigest() != signed_digest[0]:
        spooled_body.close()
        raise digest_error()
    spooled_body.seek(0)
    return spooled_body


def _read_lines(
    request: HttpRequest, body: IO[bytes], declaration: Declaration, kind: type[BaseModel], read_state: StateReader
) -> Iterator[_Line]:
    number = 0
    try:
        while raw_line := body.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(raw_line) > MAX_LINE_BYTES:
                while raw_line and not raw_line.endswith(b"\n"):
                    raw_line = body.readline(MAX_LINE_BYTES)
                yield _Line(number, faults=[LINE_TOO_LONG_FAULT])
            elif raw_line.strip():
                yield _parse_line(number, raw_line, declaration, kind, read_state)
    finally:
        if body is not cast(object, request):
            body.close()


def _parse_line(
    number: int, raw_line: bytes, declaration: Declaration, kind: type[BaseModel], read_state: StateReader
) -> _Line:
    if b"\\u0000" in raw_line or b"\x00" in raw_line:
        return _Line(number, faults=[NUL_FAULT])
    try:
        parsed_line: Any = kind.model_validate_json(raw_line)
    except ValidationError as error:
        details = [{**detail, "loc": ("body", "line", *detail["loc"])} for detail in error.errors()]
        return _Line(number, faults=convert_validation_errors(details[:10]))
    try:
        return _Line(number, parsed_line.key, read_state(declaration, parsed_line))
    except RequestError as error:
        return _Line(number, parsed_line.key, faults=error.faults)
