"""Version 1: the same endpoints with their former responses, and headers that announce its end.

All differences from version 2 are here and nowhere else.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.http import http_date

from duban_site.api.service import PREFIX as NEWER

PREFIX = "v1/"
URL_NAME_FORMAT = "api_v1_{}"
DEPRECATED = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
SUNSET = dt.datetime(2028, 1, 1, tzinfo=dt.UTC)
"""Since when new programs should not use it (RFC 9745), and when it ends (RFC 8594)."""
OPERATION_IDS = frozenset(
    {
        "list_plans",
        "get_plan",
        "list_commitments",
        "get_commitment",
        "get_report_text",
        "list_bodies",
        "list_reports",
        "get_report",
        "write_report_entry",
        "sign_report",
        "submit_report",
        "list_registers",
        "get_register",
        "list_records",
        "create_record",
        "get_record",
        "move_record",
        "find_repeats",
    }
)


def adapt_response(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The response as version 1 gave it: creation with 200, and deprecation headers."""
    if response.status_code == 201:
        response.status_code = 200
    successor = request.path.replace(f"/api/{PREFIX}", f"/api/{NEWER}", 1)
    response.headers["Deprecation"] = f"@{int(DEPRECATED.timestamp())}"
    response.headers["Sunset"] = http_date(SUNSET.timestamp())
    response.headers["Link"] = f'<{successor}>; rel="successor-version"'
    return response


def build_schema(newer_schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of version 1, derived from that of version 2."""
    document = copy.deepcopy(newer_schema)
    document["paths"] = dict(_convert_paths(document["paths"]))
    document["info"]["description"] += f" This version ends on {SUNSET:%Y-%m-%d}: use /api/{NEWER}."
    return document


def _convert_paths(paths: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for path, methods in paths.items():
        operations = {
            method: operation for method, operation in methods.items() if operation["operationId"] in OPERATION_IDS
        }
        for operation in operations.values():
            operation["deprecated"] = True
            if 201 in operation["responses"]:
                operation["responses"][200] = operation["responses"].pop(201)
        if operations:
            yield path.replace(f"/api/{NEWER}", f"/api/{PREFIX}", 1), operations
