"""Middleware for the API and open data: JSON errors, 304 Not Modified, compression."""

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
"""Content types worth compressing; xlsx and Parquet are compressed already."""
WORDS = {
    403: ("请求被拒绝", "the request was refused"),
    404: ("没有这个地址", "there is no such address; the schema is at /api/v2/openapi.json"),
    405: ("这个地址不接受这种方法", "this address does not answer this method"),
}
"""Status → message (Chinese, English) for errors raised before any endpoint is reached."""
BROTLI = re.compile(r"(?:^|,)\s*br\s*(?:;\s*q=(?:1|0\.\d*[1-9]\d*)[^,]*)?(?:,|$)")
LEAST, QUALITY = 200, 4
"""Smallest body in bytes that is compressed; level 4 is a tenth smaller than gzip, as fast."""


def middleware(get_response: Handler) -> Handler:
    """Wrap every API and open-data response: JSON errors, conditional answers, compression."""
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
    """Compress with brotli if the client accepts it; return whether it was done.

    No response puts a secret beside attacker-chosen input, so BREACH does not apply.
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
    """Return a JSON problem in place of an HTML error page; other responses unchanged."""
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
    """Return 304 without a body if the client's `If-None-Match` has this ETag."""
    etag = response.get("ETag")
    if response.status_code != 200 or etag is None:
        return response
    found = get_conditional_response(request, etag=etag, response=response)
    shared = response.get("Access-Control-Allow-Origin")
    if found is not response and found is not None and shared:
        found["Access-Control-Allow-Origin"] = shared
    return cast(HttpResponse, found)
