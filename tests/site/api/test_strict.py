"""Typos are told, errors come as JSON, and what a client has already is not sent again."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from typing import Any

import brotli
import pytest
import requests
from a_program import token_of
from cast_of_people import Cast

from duban_site.registers.actions.declare_register import declare_register
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.models import Entry
from duban_site.snapshots.models import Snapshot

Ask = Callable[..., requests.Response]


@pytest.fixture
def ask(live_server: Any) -> Iterator[Ask]:
    """`ask("GET", "/plans", …)` as the library requests does it."""
    with requests.Session() as session:
        session.trust_env = False

        def asked(method: str, path: str, **more: Any) -> requests.Response:
            return session.request(method, live_server.url + path, timeout=20, **more)

        yield asked


@pytest.mark.django_db(transaction=True)
def test_programs_get_what_they_expect(public: Snapshot, cast: Cast, ask: Ask) -> None:
    """One test: a server with a published month takes long to set up."""
    at = f"/api/v2/plans/{public.plan_id}"
    _unknown_parameters_are_told(ask, at)
    _errors_are_json(ask)
    _what_is_known_is_not_sent_again(ask, at, f"/open/{public.plan_id}/commitments.csv")
    _unknown_fields_are_told(public, cast, ask)
    _a_stage_that_there_is_not_is_told(cast, ask)


def _unknown_parameters_are_told(ask: Ask, at: str) -> None:
    answer = ask("GET", f"{at}/commitments", params={"statuss": "behind"})
    (fault,) = answer.json()["faults"]
    assert (answer.status_code, fault["code"]) == (422, "unknown_parameter")
    assert fault["field"] == "statuss"
    assert "没有参数" in fault["zh"]
    assert "did you mean status?" in fault["en"]
    assert ask("GET", "/api/v2/plans", params={"x": "1"}).status_code == 422
    answer = ask("GET", f"{at}/commitments", params={"limit": "0"})
    (fault,) = answer.json()["faults"]
    assert (fault["code"], fault["field"]) == ("greater_than_equal", "limit")
    assert fault["zh"] == "不能小于 1"
    assert ask("GET", f"{at}/commitments", params={"limit": "1"}).status_code == 200


def _errors_are_json(ask: Ask) -> None:
    for method, path, status in (
        ("GET", "/api/v2/nothing", 404),
        ("POST", "/api/v9/plans", 404),
        ("DELETE", "/api/v2/plans", 405),
        ("POST", "/api/v2/plans", 405),
        ("POST", "/api/", 403),
    ):
        answer = ask(method, path)
        assert answer.status_code == status
        assert answer.headers["Content-Type"].startswith("application/json")
        assert answer.json()["code"] in ("not_found", "method_not_allowed", "forbidden")
        assert (status == 405) == ("Allow" in answer.headers)


def _what_is_known_is_not_sent_again(ask: Ask, at: str, file: str) -> None:
    for path in (at, "/api/v2/openapi.json", file):
        first = ask("GET", path, headers={"Accept-Encoding": "identity"})
        packed = ask("GET", path, headers={"Accept-Encoding": "gzip"}, stream=True)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.raw.read(decode_content=False)) == first.content
        denser = ask("GET", path, headers={"Accept-Encoding": "gzip, br"}, stream=True)
        assert denser.headers["Content-Encoding"] == "br"
        assert brotli.decompress(denser.raw.read(decode_content=False)) == first.content
        plain = ask("GET", path, headers={"Accept-Encoding": "br;q=0"})
        assert "Content-Encoding" not in plain.headers
        for one in (first, packed, denser):
            again = ask("GET", path, headers={"If-None-Match": one.headers["ETag"]})
            assert (again.status_code, again.content) == (304, b"")
        assert ask("GET", path, headers={"If-None-Match": '"other"'}).status_code == 200


def _unknown_fields_are_told(public: Snapshot, cast: Cast, ask: Ask) -> None:
    report = open_round(cast.shen, public.plan, 4).reports.get(body=cast.water)
    pumps = public.plan.commitments.get(number="1.1.2")
    claim = pumps.claims.get()
    headers = {"Authorization": f"Bearer {token_of(cast.lu)}"}
    path = f"/api/v2/body/reports/{report.pk}/entries/{pumps.pk}"
    version = 0 if (entry := Entry.objects.filter(report=report).first()) is None else entry.version
    figure = {"claim": claim.pk, "period": "2031-01..04", "value": "5", "publised": "2031-05-02"}
    for body, field in (
        ({"version": version, "progess": "已改造五座。"}, "progess"),
        ({"version": version, "figures": [figure]}, "figures.0.publised"),
    ):
        answer = ask("POST", path, json=body, headers=headers)
        (fault,) = answer.json()["faults"]
        assert (answer.status_code, fault["code"], fault["field"]) == (422, "unknown_field", field)
        assert fault["zh"] == "没有这个字段"


def _a_stage_that_there_is_not_is_told(cast: Cast, ask: Ask) -> None:
    from old_trees import TREES

    trees = declare_register(cast.shen, TREES)
    headers = {"Authorization": f"Bearer {token_of(cast.shen)}"}
    answer = ask("GET", f"/api/v2/registers/{trees.pk}/records", params={"stage": "judgd"}, headers=headers)
    assert answer.status_code == 409
    assert answer.json()["faults"][0]["code"] == "unknown_stage"
