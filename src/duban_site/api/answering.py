"""Every answer of the API and of open data: JSON for all errors, 304, compressed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

import brotli
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers

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
BROTLI = re.compile(r"(?:^|,)\s*br\s*(?:;\s*q=(?:1|0\.\d*[1-9]\d*)[^,]*)?(?:,|$)")
LEAST, QUALITY = 200, 4
"""Bytes worth compressing; 4 makes a tenth less than gzip in the same time."""


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
        text = response.get("Content-Type", "").startswith(TEXT)
        if text and not _by_brotli(request, response):
            response = cast(HttpResponse, compress.process_response(request, response))
        return response

    return answered


def _by_brotli(request: HttpRequest, response: HttpResponse) -> bool:
    """Compress by brotli where the client takes it; whether it was done.

    Answers with tokens hold no secret beside what a stranger put in, so BREACH finds nothing.
    """
    accepted = request.headers.get("Accept-Encoding", "")
    if not BROTLI.search(accepted) or response.has_header("Content-Encoding"):
        return False
    patch_vary_headers(response, ("Accept-Encoding",))
    if len(response.content) < LEAST:
        return False
    made = brotli.compress(response.content, quality=QUALITY)
    if len(made) >= len(response.content):
        return False
    response.content = made
    response.headers["Content-Length"] = str(len(made))
    response.headers["Content-Encoding"] = "br"
    etag = response.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"  # the same content in other bytes (RFC 9110, 8.8.1)
    return True


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
