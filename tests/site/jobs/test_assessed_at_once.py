"""What changes how a plan stands has it assessed by itself, at once and by the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from a_month import reported
from cast_of_people import Cast
from old_trees import OLD, TREES
from steps import one_run

from duban_site.core.actor import SystemActor
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.models import Job, JobState
from duban_site.observation.actions.decide_proposal import accept_proposal
from duban_site.observation.actions.store_document import store_document
from duban_site.observation.reading import read_document
from duban_site.plans.models import Claim, Plan
from duban_site.registers.actions.bind_measures import MeasureSource, bind_measure
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.feed_claims import feed_claims
from duban_site.registers.models import Binding
from duban_site.reporting.actions.published_series import add_figure, add_series
from duban_site.reporting.actions.set_schedule import accept_milestone
from duban_site.reporting.models import Assessment, Figure, Milestone

pytestmark = pytest.mark.django_db
MARCH = dt.date(2031, 3, 31)


@pytest.fixture(autouse=True)
def _in_the_year_of_the_plan(settings: Any) -> None:
    settings.STANDS_STILL = dt.date(2031, 4, 15)


def bound(plan: Plan, cast: Cast) -> Binding:
    """泵站12座, fed by how many trees are listed, of which there is one."""
    trees = declare_register(cast.shen, TREES.replace("stage == 'badged'", "stage == 'listed'"))
    create_record(cast.shen, trees, OLD)
    claim = Claim.objects.get(commitment__plan=plan, commitment__number="1.1.2")
    return bind_measure(cast.shen, claim, MeasureSource(trees, "badged", reason="督查室选定"))


def accepted_report(plan: Plan, cast: Cast) -> None:
    reported(cast, plan, 3, "3")


def fed_register(plan: Plan, cast: Cast) -> None:
    bound(plan, cast)
    assert feed_claims(cast.shen, plan, MARCH).written == 1


def added_figure(plan: Plan, cast: Cast) -> None:
    province = add_series(cast.shen, plan, "全省居民收入增速")
    add_figure(cast.shen, province, period="2031-Q1", value="5.5%", source="省统计局")


def accepted_milestone(plan: Plan, cast: Cast) -> None:
    saving = plan.commitments.get(number="1.1.3")
    step = Milestone.objects.create(commitment=saving, due=MARCH, text="规划印发")
    accept_milestone(cast.shen, step, MARCH, source="印发文件")


def decided_proposal(plan: Plan, cast: Cast) -> None:
    text = "青澜市2031年国民经济和社会发展统计公报\n全年地区生产总值比上年增长4.8%。\n"
    document = store_document(cast.shen, plan, read_document(plan, "公报.txt", text.encode()))
    accept_proposal(cast.shen, document.proposals.get())


def assessments_waiting(plan: Plan) -> int:
    waiting = Job.objects.filter(kind="reporting.assess", state=JobState.WAITING)
    return waiting.filter(arguments={"plan": plan.pk, "as_of": None}).count()


@pytest.mark.parametrize("change", [accepted_report, fed_register, added_figure, accepted_milestone, decided_proposal])
def test_a_change_is_assessed_at_once(plan: Plan, cast: Cast, change: Callable[[Plan, Cast], None]) -> None:
    change(plan, cast)
    assert assessments_waiting(plan) == 1
    job = one_run("reporting.assess")
    assert (job.state, job.error) == (JobState.DONE, "")
    assert Assessment.objects.filter(commitment__plan=plan, as_of=dt.date(2031, 4, 15)).exists()


def test_before_the_year_of_the_plan_nothing_is_assessed(plan: Plan, cast: Cast, settings: Any) -> None:
    settings.STANDS_STILL = dt.date(2030, 12, 31)
    accepted_milestone(plan, cast)
    assert assessments_waiting(plan) == 0


def test_the_timer_feeds_a_missed_month_and_judging_follows(plan: Plan, cast: Cast) -> None:
    binding = bound(plan, cast)
    Binding.objects.update(confirmed_at=dt.datetime(2031, 3, 10, tzinfo=dt.UTC))
    pumps = Figure.objects.filter(claim=binding.claim)
    for fed in ("补了 1 个月末，写入 1 个数据。", "补了 0 个月末，写入 0 个数据。"):
        enqueue(SystemActor("定时任务"), "registers.feed")
        job = one_run("registers.feed")
        assert (job.state, job.message) == (JobState.DONE, fed)
        assert [figure.end for figure in pumps] == [MARCH]
    assert assessments_waiting(plan) == 1
    one_run("reporting.assess")
    judged = Assessment.objects.get(claim=binding.claim, as_of=dt.date(2031, 4, 15))
    assert judged.value == pumps.get().value
