"""From a draft to a plan in force: what is missing, schedules at once, undoing, deleting."""

from __future__ import annotations

import datetime as dt

import invented_plan
import pytest
from cast_of_people import Cast
from django.test import Client

from duban_site.core.audit.models import Event
from duban_site.core.errors import Refused
from duban_site.plans.actions import decide_commitment
from duban_site.plans.models import Plan, State, Status
from duban_site.preparation.actions.delete_draft import delete_draft
from duban_site.preparation.actions.reopen_plan import reopen_plan
from duban_site.preparation.actions.set_schedules import ScheduleTemplate, set_schedules
from duban_site.preparation.readiness import list_steps
from duban_site.preparation.schedule_rows import build_schedule_table, list_plannable_commitments
from duban_site.reporting.actions.open_round import open_round


@pytest.fixture
def office(signed_in, cast: Cast) -> Client:
    return signed_in(cast.shen)


def missing(plan: Plan) -> dict[str, int]:
    return {step.key: step.missing for step in list_steps(plan)}


def test_a_new_draft_says_that_all_is_missing(draft: Plan) -> None:
    total = draft.commitments.count()
    told = missing(draft)
    assert (told["review"], told["assign"], told["conflict"]) == (total, total, 0)
    assert told["schedule"] > 0


def test_schedules_of_all_by_the_words_of_the_text(draft: Plan, cast: Cast) -> None:
    set_schedules(cast.shen, draft, list_plannable_commitments(draft), ScheduleTemplate.WORDS)
    assert missing(draft)["schedule"] == 0
    assert not any(part.missing for part in build_schedule_table(draft))
    steps = [m for c in draft.commitments.all() for m in c.milestones.all()]
    assert steps
    assert all(step.due <= dt.date(draft.year, 12, 31) for step in steps)
    # Once more changes nothing and logs nothing.
    before = Event.objects.count()
    assert set_schedules(cast.shen, draft, list_plannable_commitments(draft), ScheduleTemplate.WORDS) == 0
    assert Event.objects.count() == before


@pytest.mark.parametrize("template", list(ScheduleTemplate))
def test_every_template_can_be_undone(draft: Plan, cast: Cast, template: ScheduleTemplate) -> None:
    set_schedules(cast.shen, draft, list_plannable_commitments(draft), template)
    set_schedules(cast.shen, draft, list_plannable_commitments(draft), ScheduleTemplate.CLEAR)
    for commitment in list_plannable_commitments(draft):
        assert not commitment.milestones.all()
        assert {c.schedule.kind for c in commitment.claims.all() if hasattr(c, "schedule")} <= {"even"}


def test_a_plan_without_leads_is_put_in_force_only_when_told_how_many(draft: Plan, cast: Cast, office: Client) -> None:
    for part in draft.parts.all():
        decide_commitment.accept_part(cast.shen, part)
    page = office.get(f"/plans/{draft.pk}/").content.decode()
    lacking = draft.commitments.filter(state=State.ACCEPTED, responsibilities=None).count()
    assert f"{lacking} 项任务暂时没有牵头单位" in page
    assert office.post(f"/plans/{draft.pk}/activate/").status_code >= 400
    office.post(f"/plans/{draft.pk}/activate/", {"without_lead": str(lacking)})
    draft.refresh_from_db()
    assert draft.status == Status.ACTIVE


def test_a_second_plan_of_the_year_is_told_on_the_first_day(plan: Plan, cast: Cast) -> None:
    second = invented_plan.draft(cast)
    assert missing(second)["conflict"] == 1


def test_in_force_is_undone_until_somebody_reports(plan: Plan, cast: Cast, office: Client) -> None:
    open_round(cast.shen, plan, 3)
    office.post(f"/plans/{plan.pk}/reopen/")
    plan.refresh_from_db()
    assert (plan.status, plan.rounds.count()) == (Status.DRAFT, 0)
    with pytest.raises(Refused):
        reopen_plan(cast.shen, plan)


def test_a_draft_is_deleted_whole_and_the_log_knows(draft: Plan, cast: Cast) -> None:
    first = draft.commitments.filter(state=State.PROPOSED).first()
    assert first is not None
    decide_commitment.accept(cast.shen, first)
    delete_draft(cast.shen, draft)
    assert not Plan.objects.filter(pk=draft.pk).exists()
    event = Event.objects.latest("seq")
    assert (event.action, event.data["year"]) == ("plans.delete_draft", draft.year)
    with pytest.raises(Plan.DoesNotExist):
        draft.refresh_from_db()


def test_a_plan_in_force_is_never_deleted(plan: Plan, cast: Cast) -> None:
    with pytest.raises(Refused):
        delete_draft(cast.shen, plan)
