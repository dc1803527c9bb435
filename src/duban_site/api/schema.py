"""The OpenAPI schema of each version, with example parameters, request bodies and responses."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from duban_site.api import version_one
from duban_site.api.service import PREFIX, api

EXAMPLES_FILE = files("duban_site.api") / "examples.json"
"""`parameters` by name, `requests` by operation; a test sends each to its operation.

`responses` by operation and status: what the service answered to them; a test compares.
"""


def load_examples() -> dict[str, Any]:
    """The examples, as stored in `examples.json`."""
    loaded_examples: dict[str, Any] = json.loads(EXAMPLES_FILE.read_text(encoding="utf-8"))
    return loaded_examples


@cache
def build_schemas() -> dict[str, dict[str, Any]]:
    """Version's URL prefix → its OpenAPI schema."""
    newest_schema: dict[str, Any] = api.get_openapi_schema(path_prefix=f"/api/{PREFIX}")
    example_values = load_examples()
    for methods in newest_schema["paths"].values():
        for operation in methods.values():
            _add_examples(operation, example_values["parameters"], example_values["requests"])
            _add_response_examples(operation, example_values["responses"].get(operation["operationId"], {}))
    return {PREFIX: newest_schema, version_one.PREFIX: version_one.build_schema(newest_schema)}


def _add_examples(operation: dict[str, Any], parameters: dict[str, Any], requests: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in parameters:
            parameter["example"] = parameters[parameter["name"]]
    if operation["operationId"] in requests:
        for media in operation["requestBody"]["content"].values():
            media["example"] = requests[operation["operationId"]]


def _add_response_examples(operation: dict[str, Any], answer_by_status: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if str(status) in answer_by_status:
            for media in response["content"].values():
                media["example"] = answer_by_status[str(status)]
