"""What waits for each role, and nothing for whom nothing waits."""

from __future__ import annotations

import datetime as dt

import invented_plan
import pytest
from cast_of_people import Cast

from duban.orders import TRANSITIONS, Party
from duban_site.home.todos import ADVANCING_ACTIONS, list_stages_for_role, list_todos
from duban_site.people.models import Role
from duban_site.plans.models import Plan
from duban_site.preparation.actions.set_schedules import ScheduleTemplate, set_schedules
from duban_site.preparation.schedule_rows import list_plannable_commitments
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.models import ReportStatus

APRIL = dt.date(2031, 4, 3)
LATER = dt.date(2031, 6, 30)


def kinds(person: object, today: dt.date) -> dict[str, int]:
    return {str(group.heading): group.count for group in list_todos(person, today)}  # type: ignore[arg-type]


def test_an_officer_is_told_the_next_step_of_a_draft(draft: Plan, cast: Cast) -> None:
    (group,) = list_todos(cast.shen, APRIL)
    assert str(group.heading) == "准备中的计划"
    assert "逐项确认读出的目标任务" in group.items[0].words
    assert group.items[0].note


def test_who_has_not_reported_is_told_once_it_is_due(plan: Plan, cast: Cast) -> None:
    opened = open_round(cast.shen, plan, 3)
    assert "没有报送的单位" not in kinds(cast.shen, opened.due)
    assert kinds(cast.shen, LATER)["没有报送的单位"] == 1
    report = opened.reports.get(body=cast.water)
    report.status = ReportStatus.SUBMITTED
    report.save()
    assert kinds(cast.shen, LATER)["待审核的填报"] == 1
    assert kinds(cast.wei, LATER).get("待签发") is None


def test_a_head_is_told_what_to_sign_and_what_came_back(plan: Plan, cast: Cast) -> None:
    opened = open_round(cast.shen, plan, 3)
    report = opened.reports.get(body=cast.water)
    report.status, report.reason = ReportStatus.SENT_BACK, "请补佐证"
    report.save()
    (group,) = list_todos(cast.wei, APRIL)
    assert group.late
    assert "请补佐证" in group.items[0].words


def test_steps_that_were_due_wait_until_they_are_accepted(plan: Plan, cast: Cast) -> None:
    set_schedules(cast.shen, plan, list_plannable_commitments(plan), ScheduleTemplate.TWO_STEPS)
    assert "到期未确认的节点" not in kinds(cast.shen, dt.date(2031, 6, 29))
    assert kinds(cast.shen, LATER)["到期未确认的节点"] > 0


def test_whoever_only_reads_has_nothing_to_do(plan: Plan, cast: Cast) -> None:
    invented_plan.draft(cast)
    open_round(cast.shen, plan, 3)
    assert kinds(cast.tan, APRIL) == {}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LIAISON, Role.HEAD, Role.LEADER])
def test_an_order_waits_for_whoever_can_move_it_on(role: Role) -> None:
    party = Party(role.value)
    for stage in list_stages_for_role(role):
        rows = [r for r in TRANSITIONS.values() if r.action in ADVANCING_ACTIONS and party in r.parties]
        assert any(stage in {s.value for s in row.sources} for row in rows)
    assert list_stages_for_role(role)
    assert list_stages_for_role(Role.AUDITOR) == []


def test_each_item_leads_to_a_page_that_opens(plan: Plan, draft: Plan, signed_in, cast) -> None:  # type: ignore[no-untyped-def]
    open_round(cast.shen, plan, 3)
    set_schedules(cast.shen, plan, list_plannable_commitments(plan), ScheduleTemplate.TWO_STEPS)
    browser = signed_in(cast.shen)
    assert browser.get("/").status_code == 200
    for group in list_todos(cast.shen, LATER):
        for item in group.items:
            assert browser.get(item.address).status_code == 200, item
