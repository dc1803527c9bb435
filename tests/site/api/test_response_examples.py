"""The examples of responses in the schema are what the service answers.

Renew them with `DUBAN_RENEW=1 make test TESTS=tests/site/api/test_response_examples.py`, and then the kept schema.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
from a_program import token_of
from cast_of_people import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from old_trees import TREES

import duban_site.api.schema
from duban_site.api.schema import load_examples
from duban_site.api.service import NDJSON
from duban_site.registers.actions.declare_register import declare_register
from duban_site.reporting.actions.open_round import open_round
from duban_site.snapshots.models import Snapshot

EXAMPLES = Path(duban_site.api.schema.__file__).with_name("examples.json")
NO_CONTENT = {"remove_evidence"}
IN_ORDER = (
    "list_bodies",
    "list_reports",
    "write_report_entry",
    "upload_evidence",
    "get_report",
    "list_findings",
    "remove_evidence",
    "sign_report",
    "submit_report",
    "list_registers",
    "get_register",
    "create_record",
    "get_record",
    "move_record",
    "find_repeats",
    "put_record",
    "put_records_in_bulk",
    "list_records",
    "list_changes",
    "export_records_in_bulk",
    "list_plans",
    "get_plan",
    "list_commitments",
    "get_commitment",
    "get_report_text",
)
LISTED = 2
"""As many entries of a list suffice in an example."""


def test_examples_are_what_the_service_answers(public: Snapshot, cast: Cast) -> None:
    schema = json.loads(Client().get("/api/v2/openapi.json").content)
    answers = ask_every_operation(schema, public, cast)
    if os.environ.get("DUBAN_RENEW"):
        stored = load_examples() | {"responses": answers}
        EXAMPLES.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    examples = load_examples()["responses"]
    assert examples.keys() == answers.keys() == set(IN_ORDER) - NO_CONTENT
    for name, by_status in answers.items():
        for status, answer in by_status.items():
            assert shape_of(examples[name][status]) == shape_of(answer), (name, status)


def test_every_operation_shows_an_example_that_follows_its_schema(db: None) -> None:
    schema = json.loads(Client().get("/api/v2/openapi.json").content)
    shown = set()
    for methods in schema["paths"].values():
        for operation in methods.values():
            for response in operation["responses"].values():
                for content_type, media in response.get("content", {}).items():
                    if "example" not in media:
                        continue
                    shown.add(operation["operationId"])
                    if content_type != NDJSON:
                        following = {**media["schema"], "components": schema["components"]}
                        jsonschema.validate(media["example"], following)
    assert shown == set(IN_ORDER) - NO_CONTENT


def ask_every_operation(schema: dict[str, Any], public: Snapshot, cast: Cast) -> dict[str, dict[str, Any]]:
    """Operation → status → answer, each operation asked with its example."""
    pumps = public.plan.commitments.get(number="1.1.2")
    known: dict[str, Any] = {"plan": public.plan_id, "number": "1.1.2", "commitment": pumps.pk, "external_key": "T-9"}
    known["report"] = open_round(cast.shen, public.plan, 4).reports.get(body=cast.water).pk
    known["register_id"] = declare_register(cast.shen, TREES).pk
    requests = load_examples()["requests"]
    requests["write_report_entry"]["figures"][0] |= {"claim": pumps.claims.get().pk, "period": "2031-01..04"}
    requests["sign_report"] = {}
    operations = {
        operation["operationId"]: (method, path)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    }
    people = {name: cast.wei if name in ("sign_report", "submit_report") else cast.lu for name in IN_ORDER[:9]}
    answers: dict[str, dict[str, Any]] = {}
    for name in IN_ORDER:
        method, path = operations[name]
        client = Client(headers={"Authorization": f"Bearer {token_of(people.get(name, cast.shen))}"})
        content: dict[str, Any] = {"content_type": NDJSON if "bulk" in name else "application/json"}
        if name in requests:
            content["data"] = requests[name]
        if name == "upload_evidence":
            content = {"data": {"file": SimpleUploadedFile("验收单.txt", "泵站验收单".encode())}}
        response = getattr(client, method)(path.format(**known), **content)
        assert 200 <= response.status_code < 300, (name, response.content)
        if name not in NO_CONTENT:
            answers[name] = {str(response.status_code): read_answer(response)}
        for key, operation in (("evidence", "upload_evidence"), ("record", "create_record")):
            if name == operation:
                known[key] = response.json()["id"]
    return answers


def read_answer(response: Any) -> Any:
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return shorten(json.loads(response.content.decode().replace("http://testserver", "https://duban.example")))


def shorten(answer: Any) -> Any:
    """An answer with the first entries of each list."""
    if isinstance(answer, dict):
        return {key: shorten(value) for key, value in answer.items()}
    return [shorten(value) for value in answer[:LISTED]] if isinstance(answer, list) else answer


def shape_of(answer: Any) -> Any:
    """The names and kinds of what an answer holds, without its values."""
    if isinstance(answer, dict):
        return {key: shape_of(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [shape_of(value) for value in answer]
    if isinstance(answer, str) and answer.endswith("}\n"):
        return [shape_of(json.loads(line)) for line in answer.splitlines()]
    return type(answer).__name__
