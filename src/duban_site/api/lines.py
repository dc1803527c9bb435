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
from django.http import HttpRequest
from pydantic import BaseModel, ValidationError

from duban.registers import Declaration
from duban_site.api.actions.put_records import Outcome, Result, put_records
from duban_site.api.faults import CODES, Fault, RequestError, of_validation
from duban_site.api.refusals import refusal_faults
from duban_site.api.service import NDJSON
from duban_site.api.signatures import wrong_digest
from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.encryption.digests import new_digest
from duban_site.registers.actions.put import Wanted
from duban_site.registers.models import Register

LONGEST = 256 * 1024
"""Bytes of a line."""
AT_ONCE, BYTES_AT_ONCE = 250, 2 * 1024 * 1024
"""Lines written in one transaction; bytes of a signed body kept in memory, more goes to disk."""
KINDS = (NDJSON, "application/ndjson", "application/jsonl")
NOT_LINES = Fault(
    code="unsupported_media_type",
    field="Content-Type",
    zh=f"应为 {NDJSON}，每行一个 JSON 对象",
    en=f"must be {NDJSON}, one JSON object a line",
)
TOO_LONG = Fault(
    code="line_too_long",
    field="",
    zh=f"一行最多 {LONGEST // 1024} KB",
    en=f"a line may have {LONGEST // 1024} KB",
)
NO_NUL = Fault(code="invalid_value", field="", zh="含有 U+0000", en="holds the character U+0000")
BROKEN = Fault(
    code="server_error",
    field="",
    zh="服务器出错，从这一行起没有写入；请重发",
    en="the server failed; from this line on nothing was written: send it again",
)
Read = Callable[[Declaration, Any], Wanted]


@dataclass(slots=True)
class _Line:
    """A parsed line: the record's desired state, or its faults."""

    number: int
    key: str = ""
    wanted: Wanted | None = None
    faults: list[Fault] | None = None


def answer_lines(
    request: HttpRequest, actor: Actor, register: Register, kind: type[BaseModel], read: Read
) -> Iterator[bytes]:
    """Write the records of a request's lines in batches, and answer each line.

    Raises RequestError (415) where it is not NDJSON. `kind` is the schema of a line, with its
    `key`; `read_state` turns a parsed line into the record's desired state.
    """
    if request.content_type not in KINDS:
        raise RequestError([NOT_LINES], status=415)
    lines = _read(request, _body(request), register.declaration, kind, read)
    return _in_context(_answers(actor, register, lines))


def told_lines(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Rows as lines of NDJSON, one at a time."""
    return _in_context(_text(row) for row in rows)


def _in_context(made: Iterator[bytes]) -> Iterator[bytes]:
    """Iterate `chunks` in the context of this request: actor, address, language.

    The server iterates a streamed response after the middleware has reset those.
    """
    context = contextvars.copy_context()

    def pieces() -> Iterator[bytes]:
        while (piece := context.run(next, made, None)) is not None:
            yield piece

    return pieces()


def _text(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _answers(actor: Actor, register: Register, lines: Iterator[_Line]) -> Iterator[bytes]:
    counts: Counter[str] = Counter()
    for some in _some(lines):
        try:
            told = _done(actor, register, some)
        except Exception:
            logging.getLogger(__name__).exception("bulk of %s", register.key)
            yield _text({"line": some[0].number, "result": "failed", **_faults([BROKEN])})
            return
        counts.update(one["result"] for one in told)
        yield b"".join(_text(one) for one in told)
    yield _text({"done": True, "lines": counts.total(), **{one: counts[one] for one in Result}})


def _some(lines: Iterator[_Line]) -> Iterator[list[_Line]]:
    """The lines in batches; each batch is one transaction."""
    some: list[_Line] = []
    for line in lines:
        some.append(line)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _done(actor: Actor, register: Register, lines: list[_Line]) -> list[dict[str, Any]]:
    asked = [(line.key, line.wanted) for line in lines if line.wanted is not None]
    done = iter(put_records(actor, register, asked) if asked else ())
    return [_answer(line, None if line.wanted is None else next(done)) for line in lines]


def _answer(line: _Line, done: Outcome | None) -> dict[str, Any]:
    told: dict[str, Any] = {"line": line.number, "key": line.key}
    if done is None:
        return {**told, "result": Result.REFUSED, **_faults(line.faults or [])}
    if done.error is not None:
        return {**told, "result": done.result, **_faults(_why(done.error))}
    assert done.record is not None  # noqa: S101 # only refusals have no record
    row = done.record
    return {
        **told,
        "result": done.result,
        "id": row.pk,
        "number": row.number,
        "stage": row.stage,
        "serial": row.serial,
    }


def _why(error: Refused | PermissionDenied) -> list[Fault]:
    code = CODES[403 if isinstance(error, PermissionDenied) else 409]
    plain = [Fault(code=code, field="", zh=str(error), en=str(error))]
    return (refusal_faults(error) if isinstance(error, Refused) else []) or plain


def _faults(faults: list[Fault]) -> dict[str, Any]:
    return {"faults": [one.dict() for one in faults]}


def _body(request: HttpRequest) -> IO[bytes]:
    """The body to read; that of a signed request is spooled first, to verify its digest."""
    told: tuple[str, str] | None = getattr(request, "duban_digest", None)
    if told is None:
        return cast(IO[bytes], request)
    whole: IO[bytes] = tempfile.SpooledTemporaryFile(BYTES_AT_ONCE)  # noqa: SIM115 closed by _read_lines
    digest = new_digest(told[1])
    while chunk := request.read(1 << 16):
        digest.update(chunk)
        whole.write(chunk)
    if digest.hexdigest() != told[0]:
        whole.close()
        raise wrong_digest()
    whole.seek(0)
    return whole


def _read(
    request: HttpRequest,
    body: IO[bytes],
    declaration: Declaration,
    kind: type[BaseModel],
    read: Read,
) -> Iterator[_Line]:
    number = 0
    try:
        while raw := body.readline(LONGEST + 1):
            number += 1
            if len(raw) > LONGEST:
                while raw and not raw.endswith(b"\n"):
                    raw = body.readline(LONGEST)
                yield _Line(number, faults=[TOO_LONG])
            elif raw.strip():
                yield _line(number, raw, declaration, kind, read)
    finally:
        if body is not cast(object, request):
            body.close()


def _line(
    number: int, raw: bytes, declaration: Declaration, kind: type[BaseModel], read: Read
) -> _Line:
    if b"\\u0000" in raw or b"\x00" in raw:
        return _Line(number, faults=[NO_NUL])
    try:
        made: Any = kind.model_validate_json(raw)
    except ValidationError as error:
        found = [{**one, "loc": ("body", "line", *one["loc"])} for one in error.errors()]
        return _Line(number, faults=of_validation(found[:10]))
    try:
        return _Line(number, made.key, read(declaration, made))
    except RequestError as error:
        return _Line(number, made.key, faults=error.faults)
