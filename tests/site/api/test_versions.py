"""Version 1 answers as it did and says until when; too many requests are told to wait."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from a_program import token_of
from cast_of_people import Cast
from django.test import Client
from old_trees import OLD, TREES

from duban_site.api import version_one
from duban_site.api.authentication import ACTIONS_BY_ENDPOINT
from duban_site.api.rate_limits import RateLimiter
from duban_site.registers.actions.declare_register import declare_register
from duban_site.snapshots.models import Snapshot


@pytest.mark.django_db(transaction=True)
def test_the_older_version_answers_as_it_did_and_says_until_when(
    public: Snapshot, cast: Cast, live_server: Any
) -> None:
    trees = declare_register(cast.shen, TREES)
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token_of(cast.shen)}"
    made = [
        session.post(f"{live_server.url}/api/{version}/registers/{trees.pk}/records", json={"values": OLD}, timeout=30)
        for version in ("v1", "v2")
    ]
    assert [one.status_code for one in made] == [200, 201]
    older, newer = made
    assert older.headers["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    assert re.fullmatch(r"@\d{10}", older.headers["Deprecation"])
    assert older.headers["Link"] == (f'</api/v2/registers/{trees.pk}/records>; rel="successor-version"')
    assert not {"Sunset", "Deprecation", "Link"} & set(newer.headers)
    found = session.get(live_server.url + newer.headers["Location"], timeout=30)
    assert found.json() == newer.json()


def test_the_older_schema_lists_what_it_answers(db: None) -> None:
    older, newer = (json.loads(Client().get(f"/api/{v}/openapi.json").content) for v in ("v1", "v2"))
    operations = [one for path in older["paths"].values() for one in path.values()]
    assert {one["operationId"] for one in operations} == version_one.OPERATION_IDS
    assert ACTIONS_BY_ENDPOINT.keys() >= version_one.OPERATION_IDS
    assert all(one["deprecated"] for one in operations)
    assert all(path.startswith("/api/v1/") for path in older["paths"])
    assert "201" in newer["paths"]["/api/v2/registers/{register_id}/records"]["post"]["responses"]
    for path in older["paths"]:
        if "{" not in path:
            assert Client().get(path).status_code in (200, 401)


def test_who_asks_too_much_is_told_when_to_come_again(public: Snapshot, settings: Any) -> None:
    settings.REQUESTS_ADDRESS = 3
    answers = [Client(REMOTE_ADDR="203.0.113.9").get("/api/v2/plans") for _n in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 20
    assert json.loads(answers[-1].content)["code"] == "too_many_requests"
    assert Client(REMOTE_ADDR="203.0.113.10").get("/api/v2/plans").status_code == 200


def test_who_asks_evenly_is_never_told_to_wait(tmp_path: Path) -> None:
    limiter, now = RateLimiter(tmp_path / "counts"), time.time()
    assert not any(limiter.count_request("even", 60, now + n) for n in range(200))
    burst = [limiter.count_request("burst", 60, now) for _n in range(61)]
    assert [bool(one) for one in burst] == [False] * 60 + [True]
    other = RateLimiter(tmp_path / "counts")  # another process counts in the same file
    assert other.count_request("burst", 60, now) == pytest.approx(1.0)
    assert not other.count_request("burst", 60, now + 1.0)
