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
    CODES,
    Fault,
    Problem,
    RequestError,
    TooManyRequests,
    of_validation,
)
from duban_site.api.refusals import refusal_faults
from duban_site.core.errors import Refused

VERSION = "2"
PREFIX = f"v{VERSION}/"
NDJSON = "application/x-ndjson"


class Strict(Schema):
    """What a program sends to be written: no field that is not declared.

    A misspelt field would be done nothing with.
    """

    model_config = ConfigDict(extra="forbid")


class Plain(Strict):
    """The same with no U+0000 in a text, which no database keeps."""

    @model_validator(mode="after")
    def no_nul(self) -> Self:
        """Raises Refused for a text that holds one: JSON Schema has no word for it."""
        if any("\x00" in text for text in _texts(self.model_dump())):
            raise Refused(NO_NUL)
        return self


class Question(Schema):
    """What a program asks for: U+0000 is passed over, because no text that is kept holds one."""

    @model_validator(mode="after")
    def without_nul(self) -> Self:
        """The question without it."""
        for name, value in self:
            if isinstance(value, str):
                setattr(self, name, value.replace("\x00", ""))
        return self


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        yield from _texts([*data.keys(), *data.values()])
    elif isinstance(data, list):
        for one in data:
            yield from _texts(one)


FAULTY = "请求有误，没有做任何事。The request is not valid; nothing was done."
NO_NUL = "a text holds the character U+0000; send it without"


class Api(NinjaAPI):
    """Ninja's, with the function's own name as the operation's: generated clients use it."""

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


def problems(*statuses: int) -> dict[int, Any]:
    """The documented answers for what can go wrong; too many requests can everywhere."""
    return dict.fromkeys((*statuses, 429), Problem)


REPEATABLE = {
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
"""What the schema says of every POST besides (`openapi_extra`)."""


def _say(
    request: HttpRequest, status: int, detail: str, faults: Sequence[Fault] = ()
) -> HttpResponse:
    told = {
        "detail": detail,
        "errors": [f"{fault.field}: {fault.en}" for fault in faults],
        "code": CODES.get(status, ""),
        "faults": [fault.dict() for fault in faults],
    }
    return api.create_response(request, told, status=status)


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _say(request, 422, FAULTY, of_validation(error.errors))


@api.exception_handler(RequestError)
def _faulty(request: HttpRequest, error: RequestError) -> HttpResponse:
    return _say(request, error.status, str(error), error.faults)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """409 for all that the schema allows and the state of things does not."""
    return _say(request, 409, str(error), refusal_faults(error))


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _say(request, 403, str(error))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _say(request, 404, str(error))


@api.exception_handler(AuthenticationError)
def _not_known(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = _say(request, 401, "Send a token that holds: Authorization: Bearer duban_…")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return _say(request, 413, "The request is too big. Send less at a time.")


@api.exception_handler(TooManyRequests)
def _too_many(request: HttpRequest, error: TooManyRequests) -> HttpResponse:
    response = _say(request, 429, str(error))
    response.headers["Retry-After"] = str(error.seconds)
    return response


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _say(request, error.status_code, str(error))


def cached(response: HttpResponse, sha256: str, *what: object) -> None:
    """A published answer may be kept for a while, and read by any page anywhere."""
    seal = hashlib.sha256("|".join([sha256, *map(str, what)]).encode()).hexdigest()
    response.headers["ETag"] = f'"{seal[:32]}"'
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Access-Control-Allow-Origin"] = "*"
