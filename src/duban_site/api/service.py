"""The API, version 2: its errors in one form, its schema."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from pydantic import ConfigDict, model_validator

import duban
from duban_site.api.faults import (
    CODE_BY_STATUS,
    Fault,
    Problem,
    RequestError,
    TooManyRequests,
    convert_validation_errors,
)
from duban_site.api.refusals import refusal_faults
from duban_site.core.errors import Refused

VERSION = "2"
PREFIX = f"v{VERSION}/"
NDJSON = "application/x-ndjson"


class StrictInput(Schema):
    """Body of a write request; undeclared fields are refused.

    A misspelt field would otherwise be ignored without notice.
    """

    model_config = ConfigDict(extra="forbid")


class WriteInput(StrictInput):
    """The same, also refusing U+0000 in a text, which PostgreSQL cannot store."""

    @model_validator(mode="after")
    def reject_nul(self) -> Self:
        """Raise Refused for a text with U+0000, which JSON Schema cannot exclude."""
        if any("\x00" in text for text in _iterate_texts(self.model_dump())):
            raise Refused(NUL_DETAIL)
        return self


class QueryInput(Schema):
    """Query parameters; U+0000 is dropped, because no stored text contains it."""

    @model_validator(mode="after")
    def strip_nul(self) -> Self:
        """Remove U+0000 from every text parameter."""
        for name, value in self:
            if isinstance(value, str):
                setattr(self, name, value.replace("\x00", ""))
        return self


def _iterate_texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        yield from _iterate_texts([*data.keys(), *data.values()])
    elif isinstance(data, list):
        for item in data:
            yield from _iterate_texts(item)


INVALID_REQUEST_DETAIL = "请求有误，没有做任何事。The request is not valid; nothing was done."
NUL_DETAIL = "a text holds the character U+0000; send it without"


class Api(NinjaAPI):
    """NinjaAPI with the view function's name as operation id, which generated clients use."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """`list_plans`, not the module's path before it."""
        return operation.view_func.__name__


api = Api(
    title="督办 Duban",
    version=duban.__version__,
    description=(
        "Everything that a city has published of its work report's commitments, and, with a token, "
        "a unit's own reports and register records. Numbers are text, so that no digit is lost; "
        "days are YYYY-MM-DD; characters are counted from 0 in the report's text."
    ),
    docs_url=None,
    openapi_url=None,
    urls_namespace="duban_api",
)


def document_problems(*statuses: int) -> dict[int, Any]:
    """The documented error responses for these statuses, and 429, which every endpoint can give."""
    return dict.fromkeys((*statuses, 429), Problem)


IDEMPOTENCY_PARAMETER = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "a new one for each new request; sent again with it, nothing is done "
            "again and the answer is the same",
            "schema": {"type": "string", "pattern": "^[!-~]{1,120}$"},
        }
    ]
}
"""`openapi_extra` of every POST that accepts an `Idempotency-Key`."""


def _problem_response(request: HttpRequest, status: int, detail: str, faults: Sequence[Fault] = ()) -> HttpResponse:
    payload = {
        "detail": detail,
        "errors": [f"{fault.field}: {fault.en}" for fault in faults],
        "code": CODE_BY_STATUS.get(status, ""),
        "faults": [fault.dict() for fault in faults],
    }
    return api.create_response(request, payload, status=status)


@api.exception_handler(ValidationError)
def _answer_validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _problem_response(request, 422, INVALID_REQUEST_DETAIL, convert_validation_errors(error.errors))


@api.exception_handler(RequestError)
def _answer_request_error(request: HttpRequest, error: RequestError) -> HttpResponse:
    return _problem_response(request, error.status, str(error), error.faults)


@api.exception_handler(Refused)
def _answer_refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    """409: the request is well-formed, but the current state of the data does not allow it."""
    return _problem_response(request, 409, str(error), refusal_faults(error))


@api.exception_handler(PermissionDenied)
def _answer_permission_denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _problem_response(request, 403, str(error))


@api.exception_handler(Http404)
def _answer_missing_object(request: HttpRequest, error: Http404) -> HttpResponse:
    return _problem_response(request, 404, str(error))


@api.exception_handler(AuthenticationError)
def _answer_unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = _problem_response(request, 401, "Send a token that holds: Authorization: Bearer duban_…")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(RequestDataTooBig)
def _answer_too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return _problem_response(request, 413, "The request is too big. Send less at a time.")


@api.exception_handler(TooManyRequests)
def _answer_too_many_requests(request: HttpRequest, error: TooManyRequests) -> HttpResponse:
    response = _problem_response(request, 429, str(error))
    response.headers["Retry-After"] = str(error.seconds)
    return response


@api.exception_handler(HttpError)
def _answer_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem_response(request, error.status_code, str(error))


def mark_cacheable(response: HttpResponse, sha256: str, *etag_parts: object) -> None:
    """Let clients cache a published answer for five minutes; allow any origin to read it."""
    etag_digest = hashlib.sha256("|".join([sha256, *map(str, etag_parts)]).encode()).hexdigest()
    response.headers["ETag"] = f'"{etag_digest[:32]}"'
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Access-Control-Allow-Origin"] = "*"
