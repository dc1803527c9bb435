"""Another system has an account of its own: approved, its keys changed, its calls logged."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
import requests
from cast_of_people import Cast
from django.test import Client
from old_trees import OLD, TREES

from duban_site.api.actions.service_accounts import issue_key, open_account
from duban_site.api.models import Token
from duban_site.api.signatures import build_signed_text, sign_text
from duban_site.core.audit.chain import verify_chain
from duban_site.core.audit.models import Event
from duban_site.core.clock import today
from duban_site.encryption.digests import compute_hex_digest
from duban_site.people.models import Person, Role, ServiceAccount
from duban_site.plans.models import Plan
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.models import Register, RegisterEvent
from duban_site.reporting.actions.open_round import open_round

HOW_TO = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "api.md"


@pytest.fixture
def trees(cast: Cast) -> Register:
    return declare_register(cast.shen, TREES)


def opened(cast: Cast, *scopes: str) -> ServiceAccount:
    return open_account(
        cast.ning, name="市12345平台", contact="钱某 0000-1", scopes=scopes, bodies=[cast.water.pk], registers=["trees"]
    )


def key_of(cast: Cast, account: ServiceAccount) -> tuple[Token, str]:
    return issue_key(cast.ning, account, today() + dt.timedelta(days=90))


@pytest.mark.django_db(transaction=True)
def test_it_does_what_it_was_opened_for_and_every_call_is_logged(
    cast: Cast, plan: Plan, trees: Register, live_server: Any
) -> None:
    account = opened(cast, "records.read", "records.write", "reports.read", "reports.write")
    _token, secret = key_of(cast, account)
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {secret}"
    root = f"{live_server.url}/api/v2"
    made = session.put(f"{root}/registers/{trees.pk}/by-key/A-1", json={"values": OLD}, timeout=30)
    assert made.status_code == 201, made.text
    event = RegisterEvent.objects.get()
    assert (event.actor, event.by) == ("市12345平台(服务账号)", None)
    assert session.get(f"{root}/registers", timeout=30).json()["registers"][0]["key"] == "trees"
    report = open_round(cast.shen, plan, 3).reports.get(body=cast.water)
    other = report.round.reports.get(body=cast.commerce)
    listed = session.get(f"{root}/body/reports", timeout=30).json()["reports"]
    assert [one["id"] for one in listed] == [report.pk]
    assert session.get(f"{root}/body/reports/{other.pk}", timeout=30).status_code == 404
    pumps = plan.commitments.get(number="1.1.2")
    entry = f"{root}/body/reports/{report.pk}/entries/{pumps.pk}"
    said = {"version": 0, "progress": "已改造三座。"}
    assert [session.post(entry, json=said, timeout=30).status_code for _n in "ab"] == [200, 200]
    assert session.post(f"{root}/body/reports/{report.pk}/sign", timeout=30).status_code == 403
    calls = Event.objects.filter(action="api.call").order_by("seq")
    assert {one.actor for one in calls} == {"市12345平台(服务账号)"}
    assert [one.data["status"] for one in calls] == [201, 200, 200, 404, 200, 200, 403]
    assert calls[0].data["path"] == f"/api/v2/registers/{trees.pk}/by-key/A-1"
    assert verify_chain().is_intact


def test_the_security_administrator_approves_and_keys_overlap(cast: Cast, trees: Register, signed_in: Any) -> None:
    watcher = Person(username="an", name="安", role=Role.SECURITY, must_change_password=False)
    watcher.save()
    browser = signed_in(cast.ning)
    form = {"name": "市12345平台", "contact": "钱某", "scopes": "records.read"}
    assert browser.post("/service-accounts/", form).status_code == 422
    assert browser.post("/service-accounts/", {**form, "registers": "trees"}).status_code == 302
    account = ServiceAccount.objects.get()
    at = f"/service-accounts/{account.pk}/"
    later = (today() + dt.timedelta(days=90)).isoformat()
    first = browser.post(at, {"do": "key", "expires_on": later}).content.decode()
    (secret,) = re.findall(r'<code class="secret">(duban_[^<]+)</code>', first)
    assert secret not in browser.get(at).content.decode()

    def asked(secret: str) -> int:
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        return client.get("/api/v2/registers").status_code

    assert asked(secret) == 401
    assert browser.post(f"{at}approve/").status_code == 403
    assert signed_in(watcher).post(f"{at}approve/").status_code == 302
    assert asked(secret) == 200
    second = browser.post(at, {"do": "key", "expires_on": later}).content.decode()
    (newer,) = re.findall(r'<code class="secret">(duban_[^<]+)</code>', second)
    assert (asked(secret), asked(newer)) == (200, 200)
    older = Token.objects.order_by("pk")[0]
    assert older.expires_on == today() + dt.timedelta(days=7)
    assert older.used_on == today()
    browser.post(at, {"do": "revoke", "key": older.pk})
    assert (asked(secret), asked(newer)) == (401, 200)
    browser.post(at, {"do": "close"})
    assert asked(newer) == 401
    assert signed_in(cast.shen).get("/service-accounts/").status_code == 403


def signed(token: Token, secret: str, algorithm: str, body: bytes, **other: str) -> dict[str, str]:
    """The headers of a PUT of a body, as docs/how-to/api.md says."""
    told = {"path": "", "nonce": uuid.uuid4().hex, "timestamp": str(int(time.time())), **other}
    digest = compute_hex_digest(body, algorithm)
    text = build_signed_text("PUT", told["path"], [], told["timestamp"], told["nonce"], digest)
    return {
        "X-Duban-Appkey": token.appkey or "",
        "X-Duban-Timestamp": told["timestamp"],
        "X-Duban-Nonce": told["nonce"],
        "X-Duban-Algorithm": f"HMAC-{algorithm.upper()}",
        "X-Duban-Digest": digest,
        "X-Duban-Signature": sign_text(secret, text, algorithm),
        "Content-Type": "application/json",
    }


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_a_signature_is_good_once_in_time_and_for_its_body(cast: Cast, trees: Register, algorithm: str) -> None:
    token, secret = key_of(cast, opened(cast, "records.write"))
    path = f"/api/v2/registers/{trees.pk}/by-key/古树 1"
    body = json.dumps({"values": OLD}).encode()

    def put(headers: dict[str, str], body: bytes = body) -> tuple[int, str]:
        answer = Client().put(path, body, headers=headers, content_type="application/json")
        told = json.loads(answer.content)
        return answer.status_code, told["faults"][0]["code"] if told.get("faults") else ""

    good = signed(token, secret, algorithm, body, path=path)
    assert put(good) == (201, "")
    assert put(good) == (401, "replayed")
    late = str(int(time.time()) - 301)
    assert put(signed(token, secret, algorithm, body, path=path, timestamp=late)) == (401, "late")
    again = signed(token, secret, algorithm, body, path=path)
    assert put(again, body + b" ") == (401, "wrong_digest")
    assert put({**again, "X-Duban-Signature": "0" * 64})[0] == 401
    assert put(signed(token, "other", algorithm, body, path=path))[0] == 401
    assert put(signed(token, secret, algorithm, body, path="/api/v2/plans"))[0] == 401


def test_a_signed_bulk_is_read_only_when_it_is_whole(cast: Cast, trees: Register) -> None:
    token, secret = key_of(cast, opened(cast, "records.write"))
    path, body = f"/api/v2/registers/{trees.pk}/bulk", b'{"key": "A-1", "reason": ""}\n'
    digest, moment = compute_hex_digest(body, "sha256"), str(int(time.time()))
    headers = signed(token, secret, "sha256", body, path=path)
    del headers["Content-Type"]
    for sent, wanted in ((body + body, 401), (body, 200)):
        nonce = uuid.uuid4().hex
        text = build_signed_text("POST", path, [], moment, nonce, digest)
        own = {"X-Duban-Nonce": nonce, "X-Duban-Timestamp": moment}
        headers |= own | {"X-Duban-Signature": sign_text(secret, text, "sha256")}
        answer = Client().post(path, sent, content_type="application/x-ndjson", headers=headers)
        assert answer.status_code == wanted
    assert len(b"".join(answer.streaming_content).splitlines()) == 2  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_the_client_of_the_page_signs_as_the_page_says(cast: Cast, trees: Register, live_server: Any) -> None:
    page = HOW_TO.read_text(encoding="utf-8")
    (code,) = re.findall(r"```py\n(.*?)```", page, re.DOTALL)
    by_sha256, by_sm3 = re.findall(r"^    ([0-9a-f]{64})$", page, re.MULTILINE)
    client: dict[str, Any] = {}
    exec(code, client)  # noqa: S102 (our own page)
    body, path = b'{"stage": "dispatched"}', "/api/v2/registers/2/by-key/T 1"
    query, moment, nonce = [("b", "2"), ("a", "热线")], "1790000000", "0123456789abcdef"
    client |= {"SECRET": "duban_example"}
    told = client["signed"]("PUT", path, body, query, moment, nonce)
    assert told["X-Duban-Signature"] == by_sha256
    for algorithm, wanted in (("sha256", by_sha256), ("sm3", by_sm3)):
        digest = compute_hex_digest(body, algorithm)
        text = build_signed_text("PUT", path, query, moment, nonce, digest)
        assert sign_text("duban_example", text, algorithm) == wanted
    token, secret = key_of(cast, opened(cast, "records.write"))
    client |= {"BASE": live_server.url, "APPKEY": token.appkey, "SECRET": secret}
    made = client["put"](f"/api/v2/registers/{trees.pk}/by-key/古树 1", {"values": OLD})
    assert made["external_key"] == "古树 1"
