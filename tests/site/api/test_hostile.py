"""A program that means harm: what it reaches for, what it sends, and in which form."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from a_program import token_of
from cast_of_people import Cast
from django.test import Client
from old_trees import OLD, TREES

from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.reporting.actions.attach_evidence import attach
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.write_entry import EntryInput, write_entry
from duban_site.reporting.models import BodyReport, Entry
from duban_site.snapshots.models import Snapshot

Make = Callable[..., Any]


@pytest.fixture
def draft(cast: Cast, public: Snapshot) -> BodyReport:
    """April of the water bureau, not handed in; nothing of it is anybody else's."""
    report = open_round(cast.shen, public.plan, 4).reports.get(body=cast.water)
    pumps = public.plan.commitments.get(number="1.1.2")
    write_entry(cast.lu, report, EntryInput(pumps, 0, "密字草稿", "密字问题", "密字安排"))
    return report


def everything(browser: Client, public: Snapshot, draft: BodyReport) -> dict[str, str]:
    """What every GET of the API, of open data and of the pages of tokens answers, by address."""
    told = json.loads(browser.get("/api/v2/openapi.json").content)
    ids = {
        "plan": [public.plan_id],
        "number": ["1.1.2"],
        "report": [*range(1, draft.pk + 5)],
        "register_id": [1, 2],
        "record": [1, 2, 3],
    }
    waiting = [path for path, ways in told["paths"].items() if "get" in ways]
    paths: list[str] = []
    while waiting:
        path = waiting.pop()
        name = path.partition("{")[2].partition("}")[0]
        if name:
            waiting += [path.replace(f"{{{name}}}", str(value)) for value in ids[name]]
        else:
            paths.append(path)
    files = ("plan.json", "plan.jsonld", "figures.csv", "commitments.csv", "dcat.jsonld")
    paths += [f"/open/{public.plan_id}/", *(f"/open/{public.plan_id}/{name}" for name in files)]
    asked = [f"{path}?q=密字&status=behind&limit=200&offset=0&end=99999" for path in paths]
    return {path: browser.get(path).content.decode() for path in (*paths, *asked)}


@pytest.mark.parametrize("who", ["nobody", "bai", "shen"])
def test_no_token_but_the_units_own_finds_its_draft_anywhere(
    who: str, cast: Cast, public: Snapshot, draft: BodyReport
) -> None:
    """Every address, every id: the commerce bureau and the office see none of it."""
    person = None if who == "nobody" else getattr(cast, who)
    headers = {} if person is None else {"Authorization": f"Bearer {token_of(person)}"}
    found = everything(Client(headers=headers), public, draft)
    assert len(found) > 30
    assert [path for path, told in found.items() if "密字" in spelt(told)] == []


def test_and_its_own_token_finds_it(cast: Cast, public: Snapshot, draft: BodyReport) -> None:
    """The search above would find it."""
    headers = {"Authorization": f"Bearer {token_of(cast.lu)}"}
    found = everything(Client(headers=headers), public, draft)
    assert {path.split("?")[0] for path, told in found.items() if "密字草稿" in spelt(told)} == {
        f"/api/v2/body/reports/{draft.pk}"
    }


def spelt(told: str) -> str:
    """JSON with its escapes as the characters that they mean."""
    return told.encode().decode("unicode_escape", "replace") if "\\u" in told else told


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b'{"version": 1, "progress": "a\\u0000b"}', 409),
        ("application/json", b'{"version": 1, "progress": "\\ud800"}', 422),
        ("application/json", b'{"version": NaN}', 422),
        ("application/json", b"[" * 100_000, 400),
        ("application/json", b"\xff\xfe{", 400),
        ("application/json", b"", 422),
        ("application/json", b" " * 9_000_000, 413),
        ("application/x-www-form-urlencoded", b"version=1&progress=x", 400),
        ("multipart/form-data; boundary=x", b"--x\r\n", 400),
        ("application/json", b'{"version": 99999999999999999999, "progress": "x"}', 422),
        ("application/json", b'{"version": 1, "figures": [{"claim": 1e400}]}', 422),
    ],
)
def test_a_faulty_body_is_a_documented_answer_and_writes_nothing(
    kind: str, body: bytes, status: int, cast: Cast, draft: BodyReport
) -> None:
    pumps = Entry.objects.get(report=draft)
    browser = Client(headers={"Authorization": f"Bearer {token_of(cast.lu)}"})
    at = f"/api/v2/body/reports/{draft.pk}/entries/{pumps.commitment_id}"
    answer = browser.post(at, body, content_type=kind)
    assert answer.status_code == status, answer.content
    assert json.loads(answer.content)["detail"]
    assert Entry.objects.get(report=draft).version == pumps.version


@pytest.mark.parametrize(
    "path",
    [
        "/plans/0",
        "/plans/-1",
        "/plans/9999999999999999999999",
        "/plans/%D9%A1",
        "/plans/1%00",
        "/plans/{plan}/commitments/1.1.%00",
        "/plans/{plan}/commitments/abc",
        "/plans/{plan}/commitments/" + "1" * 200,
        "/plans/{plan}/commitments?offset=-1",
        "/plans/{plan}/commitments?limit=201",
        "/plans/{plan}/commitments?unit=%C2%B2",
        "/plans/{plan}/text?start=-1",
    ],
)
def test_a_faulty_address_is_told_so(path: str, public: Snapshot) -> None:
    answer = Client().get("/api/v2" + path.replace("{plan}", str(public.plan_id)))
    assert answer.status_code == 422, answer.content
    assert json.loads(answer.content)["errors"]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_no_other_method_does_anything(method: str, cast: Cast, public: Snapshot, draft: BodyReport) -> None:
    browser = Client(headers={"Authorization": f"Bearer {token_of(cast.lu)}"})
    for path in (f"/plans/{public.plan_id}", f"/body/reports/{draft.pk}"):
        assert getattr(browser, method)("/api/v2" + path).status_code == 405


def test_a_method_cannot_be_disguised(cast: Cast, draft: BodyReport) -> None:
    pumps = Entry.objects.get(report=draft)
    at = f"/api/v2/body/reports/{draft.pk}/entries/{pumps.commitment_id}"
    headers = {"Authorization": f"Bearer {token_of(cast.lu)}", "X-HTTP-Method-Override": "POST"}
    assert Client(headers=headers).get(at + "?_method=POST").status_code == 405
    assert Entry.objects.get(report=draft).version == pumps.version


def test_head_answers_as_get_without_the_content(public: Snapshot) -> None:
    whole = Client().get(f"/api/v2/plans/{public.plan_id}")
    head = Client().head(f"/api/v2/plans/{public.plan_id}")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == whole["ETag"]


def test_a_cursor_opens_nothing_that_the_list_does_not(cast: Cast, program: Make) -> None:
    trees = declare_register(cast.shen, TREES)
    mine = create_record(cast.shen, trees, OLD)
    theirs = create_record(cast.shen, trees, {**OLD, "name": "密字树", "keeper_body": "市商务局"})
    lu = program(cast.lu)
    for start in ("", str(theirs.pk), str(theirs.pk + 1), f"-{theirs.pk}", "2031-01-01:9", "٣", "x"):
        status, told = lu.get(f"/registers/{trees.pk}/records", start=start, q="")
        assert status in (200, 422)
        assert theirs.pk not in [one["id"] for one in told.get("records", ())]
    assert lu.get(f"/registers/{trees.pk}/records/{theirs.pk}")[0] == 404
    assert lu.get(f"/registers/{trees.pk}/records", start="\x00")[0] == 200
    move = {"to": "judged", "serial": theirs.serial, "values": {}}
    assert lu.post(f"/registers/{trees.pk}/records/{theirs.pk}/moves", move)[0] in (403, 404)
    assert lu.get(f"/registers/{trees.pk}/records/{mine.pk}")[0] in (200, 404)


def test_evidence_of_a_draft_is_nobody_elses(cast: Cast, draft: BodyReport, signed_in: Any) -> None:
    pumps = Entry.objects.get(report=draft).commitment
    file = attach(cast.lu, draft, pumps, "密字.pdf", io.BytesIO(b"%PDF-1.7 secret"))
    for person in (cast.bai, cast.shen, cast.gao, None):
        answer = signed_in(person).get(f"/reporting/evidence/{file.pk}/")
        assert answer.status_code in (302, 403, 404)
