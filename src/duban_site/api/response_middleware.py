"""Middleware for the API and open data: JSON errors, 304 Not Modified, compression."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

import brotli
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers

from duban_site.api.faults import CODE_BY_STATUS, Fault

Handler = Callable[[HttpRequest], HttpResponse]
API_PREFIX, OPEN_DATA_PREFIXES = "/api/", ("/open/", "/catalog.jsonld")
COMPRESSIBLE_TYPES = ("application/json", "application/ld+json", "text/")
"""Content types worth compressing; xlsx and Parquet are compressed already."""
STATUS_MESSAGES = {
    403: ("请求被拒绝", "the request was refused"),
    404: ("没有这个地址", "there is no such address; the schema is at /api/v2/openapi.json"),
    405: ("这个地址不接受这种方法", "this address does not answer this method"),
}
"""Status → message (Chinese, English) for errors raised before any endpoint is reached."""
BROTLI_ACCEPTED = re.compile(r"(?:^|,)\s*br\s*(?:;\s*q=(?:1|0\.\d*[1-9]\d*)[^,]*)?(?:,|$)")
MIN_BYTES_TO_COMPRESS, BROTLI_QUALITY = 200, 4
"""Smallest body in bytes that is compressed; level 4 is a tenth smaller than gzip, as fast."""


def middleware(get_response: Handler) -> Handler:
    """Wrap every API and open-data response: JSON errors, conditional answers, compression."""
    compress = GZipMiddleware(get_response)

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path_info.startswith((API_PREFIX, *OPEN_DATA_PREFIXES)) or response.streaming:
            return response
        if request.path_info.startswith(API_PREFIX):
            response = _convert_error_to_json(response)
        response = _answer_not_modified(request, response)
        is_compressible = response.get("Content-Type", "").startswith(COMPRESSIBLE_TYPES)
        if is_compressible and not _compress_by_brotli(request, response):
            response = cast(HttpResponse, compress.process_response(request, response))
        return response

    return respond


def _compress_by_brotli(request: HttpRequest, response: HttpResponse) -> bool:
    """Compress with brotli if the client accepts it; return whether it was done.

    No response puts a secret beside attacker-chosen input, so BREACH does not apply.
    """
    accepted = request.headers.get("Accept-Encoding", "")
    if not BROTLI_ACCEPTED.search(accepted) or response.has_header("Content-Encoding"):
        return False
    patch_vary_headers(response, ("Accept-Encoding",))
    if len(response.content) < MIN_BYTES_TO_COMPRESS:
        return False
    compressed_content = brotli.compress(response.content, quality=BROTLI_QUALITY)
    if len(compressed_content) >= len(response.content):
        return False
    response.content = compressed_content
    response.headers["Content-Length"] = str(len(compressed_content))
    response.headers["Content-Encoding"] = "br"
    etag = response.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"  # the same content in other bytes (RFC 9110, 8.8.1)
    return True


def _convert_error_to_json(response: HttpResponse) -> HttpResponse:
    """Return a JSON problem in place of an HTML error page; other responses unchanged."""
    status = response.status_code
    if status not in STATUS_MESSAGES or response.get("Content-Type", "").startswith("application/json"):
        return response
    chinese, english = STATUS_MESSAGES[status]
    fault = Fault(code=CODE_BY_STATUS[status], field="", zh=chinese, en=english)
    payload = {"detail": f"{chinese}。{english}.", "errors": [], "code": fault.code, "faults": [fault.dict()]}
    json_response = JsonResponse(payload, status=status, json_dumps_params={"ensure_ascii": False})
    if "Allow" in response:
        json_response["Allow"] = response["Allow"]
    return json_response


def _answer_not_modified(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return 304 without a body if the client's `If-None-Match` has this ETag."""
    etag = response.get("ETag")
    if response.status_code != 200 or etag is None:
        return response
    conditional_response = get_conditional_response(request, etag=etag, response=response)
    allowed_origin = response.get("Access-Control-Allow-Origin")
    if conditional_response is not response and conditional_response is not None and allowed_origin:
        conditional_response["Access-Control-Allow-Origin"] = allowed_origin
    return cast(HttpResponse, conditional_response)
