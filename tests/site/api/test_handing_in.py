"""A unit ends its month by API; lists are not cut without a word."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import requests
from a_program import token_of
from cast_of_people import Cast
from old_trees import OLD, TREES

from duban_site.core.audit.models import Event
from duban_site.plans.models import Claim, Plan
from duban_site.registers.actions.declare_register import declare_register
from duban_site.reporting.actions.check_report import send_back
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.write_entry import EntryInput, FigureInput, write_entry
from duban_site.reporting.models import BodyReport, ReportStatus
from duban_site.snapshots.models import Snapshot

Make = Callable[..., Any]


def test_a_unit_writes_signs_and_hands_in_its_month(cast: Cast, plan: Plan, program: Make) -> None:
    report = open_round(cast.shen, plan, 3).reports.get(body=cast.water)
    pumps = plan.commitments.get(number="1.1.2")
    at, liaison, head = f"/body/reports/{report.pk}", program(cast.lu), program(cast.wei)
    named = {one["name"]: one["id"] for one in liaison.get("/bodies")[1]["bodies"]}
    assert named[cast.water.name] == cast.water.pk
    assert head.post(f"{at}/sign", {})[0] == 409
    said = {"version": 0, "progress": "已改造三座。"}
    assert liaison.post(f"{at}/entries/{pumps.pk}", said)[0] == 200
    assert liaison.post(f"{at}/sign", {})[0] == 403
    assert program(cast.wei, "reports.write").post(f"{at}/sign", {})[0] == 403
    status, answer = head.post(f"{at}/sign", {}, key="s-1")
    assert (status, answer["status"], answer["open"]) == (200, "signed", False)
    assert head.post(f"{at}/sign", {}, key="s-1") == (200, answer)
    assert head.post(f"{at}/submit", {})[1]["status"] == "submitted"
    assert BodyReport.objects.get(pk=report.pk).status == ReportStatus.SUBMITTED
    assert Event.objects.filter(action="reporting.submit", actor_id=cast.wei.pk).count() == 1


def test_only_what_nobody_has_answered_is_named(cast: Cast, plan: Plan, program: Make) -> None:
    report = open_round(cast.shen, plan, 2).reports.select_related("round__plan").get(body=cast.water)
    for indicator, value in (("泵站", "9"), ("污水管网", "50")):
        claim = Claim.objects.select_related("commitment").get(indicator=indicator)
        figures = [FigureInput(claim, "2031-01..02", Decimal(value))]
        write_entry(cast.lu, report, EntryInput(claim.commitment, 0, "北河段已经开工。", figures=figures))
    head, at = program(cast.wei), f"/body/reports/{report.pk}/sign"
    answered, *left = head.post(at, {})[1]["faults"]
    assert left
    commitment = int(answered["field"].removeprefix("reasons."))
    reason = {"commitment": commitment, "code": answered["code"], "reason": "两处同时开工，已核实。"}
    status, answer = head.post(at, {"reasons": [reason]})
    assert (status, answer["faults"]) == (409, left)


def test_lists_tell_where_the_next_page_begins(cast: Cast, public: Snapshot, program: Make) -> None:
    for month in (4, 5):
        open_round(cast.shen, public.plan, month)
    ours, found, offset = program(cast.lu), [], 0
    while offset is not None:
        page = ours.get("/body/reports", limit=1, offset=offset)[1]
        found += [one["month"] for one in page["reports"]]
        offset = page["next"]
    assert found == [5, 4, 3]
    assert page["total"] == 3
    at = f"/plans/{public.plan_id}/commitments"
    first = ours.get(at, limit=1)[1]
    assert first["next"] == 1
    assert ours.get(at, limit=200)[1]["next"] is None


@pytest.mark.django_db(transaction=True)
def test_a_month_with_evidence_sent_back_and_handed_in_again(cast: Cast, plan: Plan, live_server: Any) -> None:
    report = open_round(cast.shen, plan, 3).reports.get(body=cast.water)
    pumps = plan.commitments.get(number="1.1.2")
    claim = pumps.claims.get().pk
    at = f"{live_server.url}/api/v2/body/reports/{report.pk}"
    liaison, head = (requests.Session() for _n in range(2))
    liaison.headers["Authorization"] = f"Bearer {token_of(cast.lu)}"
    head.headers["Authorization"] = f"Bearer {token_of(cast.wei)}"
    figure = {"claim": claim, "period": "2031-01..03", "value": "3"}
    said = {"version": 0, "progress": "已改造三座。", "figures": [figure]}
    entry = f"{at}/entries/{pumps.pk}"
    written = [liaison.post(entry, json=said, timeout=30) for _n in range(2)]
    assert [one.status_code for one in written] == [200, 200]
    assert written[0].json() == written[1].json()
    assert liaison.post(entry, json={**said, "progress": "别的"}, timeout=30).status_code == 409
    file = {"file": ("pumps.txt", "泵站验收单".encode())}
    files = [liaison.post(f"{entry}/evidence", files=file, timeout=30) for _n in range(2)]
    assert [one.status_code for one in files] == [201, 200]
    assert liaison.get(at, timeout=30).json()["entries"][0]["evidence"] == [files[0].json()]
    other = liaison.post(f"{entry}/evidence", files={"file": ("x.txt", b"x")}, timeout=30).json()
    assert liaison.delete(f"{entry}/evidence/{other['id']}", timeout=30).status_code == 204
    for step, session in (("sign", head), ("submit", liaison)):
        answers = [session.post(f"{at}/{step}", timeout=30) for _n in range(2)]
        assert [one.status_code for one in answers] == [200, 200], answers[1].text
    send_back(cast.shen, BodyReport.objects.get(pk=report.pk), "请附验收单编号")
    returned = liaison.get(at, timeout=30).json()
    assert (returned["status"], returned["returned_because"]) == ("sent_back", "请附验收单编号")
    more = {"version": 1, "progress": "已改造三座（验收单 7 号）。"}
    assert liaison.post(entry, json=more, timeout=30).json()["figures"][0]["value"] == "3"
    assert head.post(f"{at}/sign", timeout=30).json()["status"] == "signed"
    assert head.post(f"{at}/submit", timeout=30).json()["status"] == "submitted"
    assert Event.objects.filter(action="reporting.submit").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_write_that_is_sent_again_is_no_conflict(cast: Cast, live_server: Any) -> None:
    trees = declare_register(cast.shen, TREES)
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token_of(cast.shen)}"
    at = f"{live_server.url}/api/v2/registers/{trees.pk}/records"
    new = {"values": OLD, "external_key": "E-1"}
    made = [session.post(at, json=new, timeout=30) for _n in range(2)]
    assert [one.status_code for one in made] == [201, 200]
    assert made[0].json() == made[1].json()
    other = {**new, "values": {**OLD, "age": 5}}
    assert session.post(at, json=other, timeout=30).status_code == 409
    move = {"to": "judged", "serial": 1}
    where = f"{at}/{made[0].json()['id']}/moves"
    moved = [session.post(where, json=move, timeout=30) for _n in range(2)]
    assert [one.status_code for one in moved] == [200, 200]
    assert session.post(where, json={**move, "to": "dead"}, timeout=30).status_code == 409
