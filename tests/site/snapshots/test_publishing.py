from __future__ import annotations

import json

import pytest
from a_month import assessed, reported
from cast_of_people import Cast
from django.core.exceptions import PermissionDenied

from duban_site.core.audit.models import Event
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan
from duban_site.reporting.actions.mark_public import mark_public
from duban_site.reporting.models import BodyReport, Evidence
from duban_site.reporting.models.report import HANDED_IN
from duban_site.snapshots import public_view, queries
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot
from duban_site.snapshots.actions.withdraw_snapshot import withdraw_snapshot
from duban_site.snapshots.content import CommitmentRow, SnapshotHeader
from duban_site.snapshots.models import Snapshot
from duban_site.snapshots.preview import preview_publication
from duban_site.snapshots.public_view import PublicationScope

EVERYTHING = PublicationScope(leaders=True, problems=True, replies=True)


@pytest.fixture
def closed(cast: Cast, march: Plan) -> Snapshot:
    return close_month(cast.shen, march, 3)


def public(snapshot: Snapshot, shown: PublicationScope) -> str:
    """Everything that the public could read of it."""
    rows = [public_view.build_public_row(data, shown) for data in snapshot.rows.values_list("data", flat=True)]
    return json.dumps([public_view.build_public_header(snapshot.data, shown), rows], ensure_ascii=False)


def test_the_public_sees_the_newest_published_month(cast: Cast, closed: Snapshot) -> None:
    plan = closed.plan
    assert queries.find_published_snapshot(plan) is None
    publish_snapshot(cast.shen, closed)
    reported(cast, plan, 4, "5")
    assessed(cast, plan, 4)
    april = close_month(cast.shen, plan, 4)
    assert queries.find_published_snapshot(plan) == closed
    publish_snapshot(cast.shen, april)
    assert queries.find_published_snapshot(plan) == april
    withdraw_snapshot(cast.shen, april, "数据有误")
    assert queries.find_published_snapshot(plan) == closed
    publish_snapshot(cast.shen, april)
    assert queries.find_published_snapshot(plan) == april
    told = Event.objects.filter(action__startswith="snapshots.").order_by("seq")
    assert [event.action.split(".")[1] for event in told] == [
        "close",
        "publish",
        "close",
        "publish",
        "withdraw",
        "publish",
    ]
    assert list(queries.list_published_plans()) == [plan]
    pumps = plan.commitments.get(number="1.1.2")
    assert [row.snapshot.month for row in queries.list_commitment_history(pumps)] == [3, 4]


def test_of_one_month_one_closing_is_public(cast: Cast, closed: Snapshot) -> None:
    publish_snapshot(cast.shen, closed)
    again = publish_snapshot(cast.shen, close_month(cast.shen, closed.plan, 3))
    assert list(queries.list_published_snapshots(closed.plan)) == [again]
    closed.refresh_from_db()
    assert closed.withdrawn_reason == "由第 2 次封存取代。"
    with pytest.raises(Refused, match="更新的封存"):
        publish_snapshot(cast.shen, closed)


def test_by_default_no_person_and_no_problem_is_public(cast: Cast, closed: Snapshot) -> None:
    text = public(closed, PublicationScope())
    assert "已改造3座" in text
    for kept in ("设备晚到", "高远", "副市长", "陆川", "魏然", "沈岚", "验收单"):
        assert kept not in text, kept


def test_the_office_may_open_titles_and_problems_but_never_a_name(closed: Snapshot) -> None:
    text = public(closed, EVERYTHING)
    assert "副市长" in text
    assert "设备晚到" in text
    assert "高远" not in text


def test_only_evidence_marked_public_is_shown(cast: Cast, march: Plan) -> None:
    mark_public(cast.shen, Evidence.objects.get(), True)
    assert "验收单" in public(close_month(cast.shen, march, 3), PublicationScope())


def test_a_field_that_nobody_named_stays_inside(closed: Snapshot) -> None:
    data = closed.rows.get(number="1.1.2").data
    for place in (data, data["claims"][0], data["words"], data["part"], data["assessment"]):
        place["inner"] = "内部"
    data["claims"][0]["figures"][0]["accepted_by"] = "内部"
    header = closed.data | {"inner": "内部"}
    header["plan"]["inner"] = "内部"
    assert "内部" not in json.dumps(public_view.build_public_row(data, EVERYTHING), ensure_ascii=False)
    assert "内部" not in json.dumps(public_view.build_public_header(header, EVERYTHING), ensure_ascii=False)


def test_what_moved_since_a_month_that_nobody_saw_stays_inside(cast: Cast, closed: Snapshot) -> None:
    reported(cast, closed.plan, 4, "12")
    assessed(cast, closed.plan, 4)
    april = close_month(cast.shen, closed.plan, 4)
    assert april.data["moved"]["total"] == 1
    assert "moved" not in public_view.build_public_header(april.data, EVERYTHING)
    row = april.rows.get(number="1.1.2")
    assert row.data["was"]
    assert "was" not in public_view.build_public_row(row.data, EVERYTHING)


def test_the_public_view_reads_as_the_same_types(closed: Snapshot) -> None:
    for data in closed.rows.values_list("data", flat=True):
        whole, seen = (
            CommitmentRow.from_json(data),
            CommitmentRow.from_json(public_view.build_public_row(data, PublicationScope())),
        )
        assert seen.claims == whole.claims
        assert (seen.text, seen.status, seen.leader) == (whole.text, whole.status, None)
    header = SnapshotHeader.from_json(public_view.build_public_header(closed.data, PublicationScope()))
    assert header.reports is None
    assert header.counts == closed.data["counts"]


def test_it_is_not_published_twice_and_not_withdrawn_without_a_reason(cast: Cast, closed: Snapshot) -> None:
    with pytest.raises(Refused, match="没有发布"):
        withdraw_snapshot(cast.shen, closed, "x")
    published = publish_snapshot(cast.shen, closed)
    with pytest.raises(Refused, match="已经发布"):
        publish_snapshot(cast.shen, published)
    with pytest.raises(Refused, match="原因"):
        withdraw_snapshot(cast.shen, published, " ")
    for person in (cast.lu, cast.gao, cast.tan):
        with pytest.raises(PermissionDenied):
            withdraw_snapshot(person, published, "x")


def test_the_preview_tells_what_becomes_public(cast: Cast, closed: Snapshot) -> None:
    first = preview_publication(closed, None, PublicationScope())
    assert first.counts == {"new": 5}
    publish_snapshot(cast.shen, closed)
    reported(cast, closed.plan, 4, "12", problems="请联系陆川，电话13800001234")
    assessed(cast, closed.plan, 4)
    april = close_month(cast.shen, closed.plan, 4)
    found = preview_publication(april, closed, PublicationScope())
    pumps = next(d for d in found.listed if d.number == "1.1.2")
    assert {"status", "figures", "words"} <= set(pumps.kinds)
    assert found.changed + found.same == 5
    assert not found.suspects
    opened = preview_publication(april, closed, PublicationScope(problems=True))
    assert ("1.1.2", "陆川") in opened.suspects
    assert ("1.1.2", "13800001234") in opened.suspects


def test_closing_a_month_before_an_earlier_one_is_asked_about(cast: Cast, march: Plan, signed_in: object) -> None:
    reported(cast, march, 4, "4")
    assessed(cast, march, 4)
    shen = signed_in(cast.shen)  # type: ignore[operator]
    address = f"/snapshots/plans/{march.pk}/"
    assert "前面的月份（3）还没有封存" in shen.get(address).content.decode()
    form = {"month": "4", "missing": BodyReport.objects.filter(round__month=4).exclude(status__in=HANDED_IN).count()}
    asked = shen.post(f"{address}close/", form)
    assert (asked.status_code, "前面的月份还没有封存：3月" in asked.content.decode()) == (422, True)
    assert "已封存 4月" in shen.post(f"{address}close/", form | {"skipped": "1"}, follow=True).content.decode()
    close_month(cast.shen, march, 3)
    assert "前面的月份（" not in shen.get(address).content.decode()


def test_the_pages_close_preview_publish_and_withdraw(cast: Cast, march: Plan, signed_in: object) -> None:
    shen = signed_in(cast.shen)  # type: ignore[operator]
    assert "没有封存" in shen.get(f"/snapshots/plans/{march.pk}/").content.decode()
    missing = BodyReport.objects.filter(round__plan=march, round__month=3)
    lacking = missing.exclude(status__in=HANDED_IN).count()
    confirmed = {"month": "3", "missing": lacking}
    answer = shen.post(f"/snapshots/plans/{march.pk}/close/", confirmed, follow=True)
    assert "已封存 3月" in answer.content.decode()
    key = Snapshot.objects.get().pk
    assert "核对一致" in shen.get(f"/snapshots/{key}/?verify=1").content.decode()
    seen = shen.get(f"/snapshots/{key}/publish/?problems=1").content.decode()
    assert "这是第一次发布" in seen
    shen.post(f"/snapshots/{key}/publish/", {"problems": "1"})
    snapshot = Snapshot.objects.get()
    assert snapshot.is_public
    assert queries.get_publication_scope(snapshot) == PublicationScope(problems=True)
    shen.post(f"/snapshots/{key}/withdraw/", {"reason": "换一版"})
    assert not Snapshot.objects.get().is_public
    assert shen.post(f"/snapshots/plans/{march.pk}/close/", {"month": "5"}).status_code == 422
