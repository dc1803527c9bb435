"""Every answer of the API and of open data: JSON for all errors, 304, compressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response

from duban_site.api.faults import CODES, Fault

Handler = Callable[[HttpRequest], HttpResponse]
API, OPEN = "/api/", ("/open/", "/catalog.jsonld")
TEXT = ("application/json", "application/ld+json", "text/")
"""What is worth compressing: xlsx and Parquet are compressed already."""
WORDS = {
    403: ("请求被拒绝", "the request was refused"),
    404: ("没有这个地址", "there is no such address; the schema is at /api/v2/openapi.json"),
    405: ("这个地址不接受这种方法", "this address does not answer this method"),
}
"""Status → what it means: errors that come before an endpoint."""


def middleware(get_response: Handler) -> Handler:
    """Answer programs as they expect, whatever part of the service answered."""
    compress = GZipMiddleware(get_response)

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path_info.startswith((API, *OPEN)) or response.streaming:
            return response
        if request.path_info.startswith(API):
            response = _in_json(response)
        response = _unless_known(request, response)
        if response.get("Content-Type", "").startswith(TEXT):
            response = cast(HttpResponse, compress.process_response(request, response))
        return response

    return answered


def _in_json(response: HttpResponse) -> HttpResponse:
    """The same error in JSON, where a page was made of it."""
    status = response.status_code
    if status not in WORDS or response.get("Content-Type", "").startswith("application/json"):
        return response
    zh, en = WORDS[status]
    fault = Fault(code=CODES[status], field="", zh=zh, en=en)
    told = {"detail": f"{zh}。{en}.", "errors": [], "code": fault.code, "faults": [fault.dict()]}
    made = JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    if "Allow" in response:
        made["Allow"] = response["Allow"]
    return made


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 without a body for a client that has this very answer (`If-None-Match`)."""
    etag = response.get("ETag")
    if response.status_code != 200 or etag is None:
        return response
    found = get_conditional_response(request, etag=etag, response=response)
    shared = response.get("Access-Control-Allow-Origin")
    if found is not response and found is not None and shared:
        found["Access-Control-Allow-Origin"] = shared
    return cast(HttpResponse, found)
