from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from a_month import assessed, reported
from cast_of_people import Cast
from django.test import Client

from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot
from duban_site.snapshots.actions.withdraw_snapshot import withdraw_snapshot
from duban_site.snapshots.models import Snapshot

Make = Callable[..., Any]


def test_the_plans_that_are_published_are_listed(public: Snapshot, program: Make) -> None:
    status, answer = program().get("/plans")
    assert status == 200
    (plan,) = answer["plans"]
    assert plan["id"] == public.plan_id
    assert plan["sha256"] == public.sha256


def test_a_plan_comes_with_counts_in_the_order_of_the_bulletin(public: Snapshot, program: Make) -> None:
    answer = program().get(f"/plans/{public.plan_id}")[1]
    assert answer["counts"] == public.data["counts"]
    assert sum(answer["counts"].values()) == answer["total"]
    assert "reports" not in answer


def test_a_commitment_comes_with_its_words_where_they_stand(public: Snapshot, program: Make) -> None:
    at = f"/plans/{public.plan_id}"
    found = program().get(f"{at}/commitments/1.1.2")[1]
    words = program().get(f"{at}/text", start=found["start"], end=found["end"])[1]
    assert words["text"] == found["text"]
    assert words["sha256"] == hashlib.sha256(public.text.encode()).hexdigest()
    claim = found["claims"][0]
    assert [figure["value"] for figure in claim["figures"]] == ["3"]
    assert [one["month"] for one in found["history"]] == [3]
    assert found["assessment"]["sum"]["zh"]


def test_problems_stay_inside_unless_the_office_opened_them(public: Snapshot, program: Make) -> None:
    found = program().get(f"/plans/{public.plan_id}/commitments/1.1.2")[1]
    assert "内情" not in json.dumps(found, ensure_ascii=False)
    assert found["words"]["problems"] is None


def test_commitments_are_found_by_words_unit_and_status(public: Snapshot, cast: Cast, program: Make) -> None:
    at = f"/plans/{public.plan_id}/commitments"
    everything = program().get(at)[1]
    assert everything["total"] == public.rows.count()
    one = everything["commitments"][0]
    by_words = program().get(at, q=one["text"][2:8])[1]
    assert one["number"] in [found["number"] for found in by_words["commitments"]]
    ours = program().get(at, unit=cast.water.pk)[1]
    assert ours["total"] == public.rows.filter(lead=cast.water).count() > 0
    status = one["status"]
    same = program().get(at, status=status)[1]
    assert same["total"] == public.rows.filter(status=status).count()
    assert program().get(at, limit=1, offset=1)[1]["commitments"][0]["number"] != one["number"]


def test_the_history_grows_with_every_published_month_and_forgets_a_withdrawn_one(
    public: Snapshot, cast: Cast, program: Make
) -> None:
    plan = public.plan
    reported(cast, plan, 4, "5")
    assessed(cast, plan, 4)
    april = close_month(cast.shen, plan, 4)
    at = f"/plans/{plan.pk}/commitments/1.1.2"
    assert len(program().get(at)[1]["history"]) == 1
    publish_snapshot(cast.shen, april)
    assert [one["month"] for one in program().get(at)[1]["history"]] == [3, 4]
    withdraw_snapshot(cast.shen, april, "数据有误")
    assert [one["month"] for one in program().get(at)[1]["history"]] == [3]


def test_what_is_not_there_says_so(public: Snapshot, program: Make) -> None:
    for path in ("/plans/999999", f"/plans/{public.plan_id}/commitments/9.9.9"):
        status, answer = program().get(path)
        assert status == 404
        assert answer["detail"]
    status, answer = program().get(f"/plans/{public.plan_id}/commitments", limit=0)
    assert status == 422
    assert "limit" in answer["errors"][0]


def test_a_draft_plan_and_an_unpublished_month_are_not_there(cast: Cast, march: Any, program: Make) -> None:
    close_month(cast.shen, march, 3)
    assert program().get("/plans")[1] == {"plans": []}
    assert program().get(f"/plans/{march.pk}")[0] == 404


def test_published_answers_may_be_kept_and_read_from_anywhere(public: Snapshot) -> None:
    response = Client().get(f"/api/v2/plans/{public.plan_id}")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    again = Client().get(f"/api/v2/plans/{public.plan_id}")
    assert again.headers["ETag"] == response.headers["ETag"]


def test_nothing_of_the_api_is_public_without_a_right_in_the_table(public: Snapshot) -> None:
    from duban_site.core.access.checks import check_urls_declare_actions

    assert check_urls_declare_actions() == []
