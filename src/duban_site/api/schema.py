"""The OpenAPI schema of each version, with an example of what is sent and what comes back."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from duban_site.api import version_one
from duban_site.api.service import PREFIX, api

EXAMPLES = files("duban_site.api") / "examples.json"
"""Operation → `parameters` by name, `request`, `response`; a test sends and compares them."""


@cache
def documents() -> dict[str, dict[str, Any]]:
    """Version's prefix → its schema."""
    newest: dict[str, Any] = api.get_openapi_schema(path_prefix=f"/api/{PREFIX}")
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    for methods in newest["paths"].values():
        for operation in methods.values():
            _exemplify(operation, examples.get(operation["operationId"], {}))
    return {PREFIX: newest, version_one.PREFIX: version_one.schema(newest)}


def _exemplify(operation: dict[str, Any], example: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in example.get("parameters", {}):
            parameter["example"] = example["parameters"][parameter["name"]]
    if "request" in example:
        for media in operation["requestBody"]["content"].values():
            media["example"] = example["request"]
    for status in (200, 201):
        for media in operation["responses"].get(status, {}).get("content", {}).values():
            if "response" in example:
                media["example"] = example["response"]
