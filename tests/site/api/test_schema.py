"""Schemathesis asks everything that the OpenAPI schema allows, and what it does not.

No answer is an error of the server, none is undocumented, each is as its schema says: with a token
and without one, for things that are there and things that are not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from a_program import token_of
from cast_of_people import Cast
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st
from old_trees import OLD, TREES
from schemathesis.specs.openapi.checks import positive_data_acceptance

from duban_site.api.authentication import ACTIONS_BY_ENDPOINT
from duban_site.api.schema import load_examples
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.reporting.actions.open_round import open_round
from duban_site.snapshots.models import Snapshot
from duban_site.wsgi import application

KEPT = Path(__file__).parent / "openapi.json"
EXAMPLES = int(os.environ.get("DUBAN_EXAMPLES", "8"))
"""DUBAN_EXAMPLES=300 asks more, and other things at every run."""


OPERATIONS = [
    (path, method)
    for path, methods in json.loads(KEPT.read_text(encoding="utf-8"))["paths"].items()
    for method in methods
]
EVIDENCE = "/api/v2/body/reports/{report}/entries/{commitment}/evidence"
NOT_SAID = {(EVIDENCE, "post"): [positive_data_acceptance]}
"""JSON Schema has no word for a file that is not empty."""
thorough = hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize="DUBAN_EXAMPLES" not in os.environ,  # a run that passed here passes again
    suppress_health_check=list(hypothesis.HealthCheck),
)


@schemathesis.serializer("application/x-ndjson")
def _lines(_context: Any, value: Any) -> bytes:
    """Lines as they stand."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """As Django's own test client does: a request's end does not close the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(path: str, method: str, known: dict[str, object], headers: dict[str, str]) -> None:
    """Send cases of one operation; every other key is one of a thing that is there."""
    schema = schemathesis.openapi.from_wsgi("/api/v2/openapi.json", application)
    operation = schema[path][method]

    @thorough
    @hypothesis.given(case=operation.as_strategy(), there=st.booleans())
    def asked(case: Any, there: bool) -> None:
        if there:
            own = {name: known[name] for name in case.path_parameters or {} if name in known}
            case.path_parameters = {**(case.path_parameters or {}), **own}
        # its WSGI client does not unpack gzip
        case.call_and_validate(
            headers={**headers, "Accept-Encoding": "identity"}, excluded_checks=NOT_SAID.get((path, method), [])
        )

    asked()


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_nobody_gets_an_error_or_an_undocumented_answer(path: str, method: str, public: Snapshot) -> None:
    ask(path, method, {"plan": public.plan_id, "number": "1.1.2", "report": 1}, {})


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_a_token_gets_no_error_or_undocumented_answer(path: str, method: str, public: Snapshot, cast: Cast) -> None:
    report = open_round(cast.shen, public.plan, 4).reports.get(body=cast.water)
    pumps = public.plan.commitments.get(number="1.1.2")
    trees = declare_register(cast.shen, TREES)
    tree = create_record(cast.shen, trees, OLD)
    known = {"report": report.pk, "commitment": pumps.pk, "plan": public.plan_id, "number": "1.1.2"}
    known |= {"register_id": trees.pk, "record": tree.pk}
    ask(path, method, known, {"Authorization": f"Bearer {token_of(cast.lu)}"})


def test_the_schema_is_the_kept_one(db: None) -> None:
    """The kept copy shows in a diff what a change does to those who use the API.

    Renew it with `DUBAN_RENEW=1 make test TESTS=tests/site/api/test_schema.py`.
    """
    told = json.loads(Client().get(reverse("api_openapi")).content)
    told["info"]["version"] = "kept"
    if os.environ.get("DUBAN_RENEW"):
        KEPT.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert told == json.loads(KEPT.read_text(encoding="utf-8"))


def test_every_endpoint_is_in_the_schema(db: None) -> None:
    told = json.loads(Client().get(reverse("api_openapi")).content)
    operations = [one for path in told["paths"].values() for one in path.values()]
    assert len(operations) == len(ACTIONS_BY_ENDPOINT)


def test_the_examples_reach_every_write_operation(public: Snapshot, cast: Cast) -> None:
    """Each is sent as the schema gives it, with the ids of things that are there: all are done."""
    report = open_round(cast.shen, public.plan, 4).reports.get(body=cast.water)
    pumps = public.plan.commitments.get(number="1.1.2")
    trees = declare_register(cast.shen, TREES)
    known = {"report": report.pk, "commitment": pumps.pk, "register_id": trees.pk}
    requests = load_examples()["requests"]
    requests["write_report_entry"]["figures"][0]["claim"] = pumps.claims.get().pk
    requests["sign_report"] = {}
    schema = schemathesis.openapi.from_wsgi("/api/v2/openapi.json", application)
    operations = {
        operation["operationId"]: schema[path][method]
        for path, methods in schema.raw_schema["paths"].items()
        for method, operation in methods.items()
    }
    people = {"write_report_entry": cast.lu, "sign_report": cast.wei, "submit_report": cast.wei}
    people |= {"upload_evidence": cast.lu, "remove_evidence": cast.lu}
    reached: dict[str, int] = {}
    for name in IN_ORDER:
        own = {**known, "external_key": "T-9"}
        extra: dict[str, Any] = {"headers": {}}
        if name in requests:
            extra |= {"body": requests[name]}
        if name == "upload_evidence":
            extra |= {"body": {"file": b"abc"}}
        parts = operations[name].path.split("/")
        used = {part[1:-1]: own[part[1:-1]] for part in parts if part.startswith("{")}
        case = operations[name].Case(path_parameters=used, **extra)
        token = token_of(people.get(name, cast.shen))
        headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
        answer = case.call_and_validate(headers=headers)
        reached[name] = answer.status_code
        if name in AFTERWARDS:
            known[AFTERWARDS[name]] = answer.json()["id"]
    writes = {name for name, one in operations.items() if one.method.lower() != "get"}
    assert reached.keys() == writes
    assert all(200 <= status < 300 for status in reached.values()), reached


IN_ORDER = (
    "write_report_entry",
    "upload_evidence",
    "remove_evidence",
    "sign_report",
    "submit_report",
    "create_record",
    "move_record",
    "find_repeats",
    "put_record",
    "put_records_in_bulk",
)
AFTERWARDS = {"upload_evidence": "evidence", "create_record": "record"}
"""Operation → whose id its answer gives to those after it."""
