"""A unit ends its month by API; lists are not cut without a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cast_of_people import Cast

from duban_site.core.audit.models import Event
from duban_site.plans.models import Plan
from duban_site.reporting.actions.open_round import open_round
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
