"""The OpenAPI schema of each version, with example parameters and request bodies."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from duban_site.api import version_one
from duban_site.api.service import PREFIX, api

EXAMPLES = files("duban_site.api") / "examples.json"
"""`parameters` by name, `requests` by operation; a test sends each to its operation."""


def examples() -> dict[str, Any]:
    """The examples, as stored in `examples.json`."""
    found: dict[str, Any] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return found


@cache
def documents() -> dict[str, dict[str, Any]]:
    """Version's URL prefix → its OpenAPI schema."""
    newest: dict[str, Any] = api.get_openapi_schema(path_prefix=f"/api/{PREFIX}")
    told = examples()
    for methods in newest["paths"].values():
        for operation in methods.values():
            _exemplify(operation, told["parameters"], told["requests"])
    return {PREFIX: newest, version_one.PREFIX: version_one.schema(newest)}


def _exemplify(
    operation: dict[str, Any], parameters: dict[str, Any], requests: dict[str, Any]
) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in parameters:
            parameter["example"] = parameters[parameter["name"]]
    if operation["operationId"] in requests:
        for media in operation["requestBody"]["content"].values():
            media["example"] = requests[operation["operationId"]]
