"""One id per request, so that all events of one request can be found together."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

current_request_id: ContextVar[str] = ContextVar("request_id", default="")


def request_id_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Assign an id to the request and send it in the response header X-Request-ID."""

    def handle_request(request: HttpRequest) -> HttpResponse:
        token = current_request_id.set(uuid.uuid4().hex)
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = current_request_id.get()
            return response
        finally:
            current_request_id.reset(token)

    return handle_request
