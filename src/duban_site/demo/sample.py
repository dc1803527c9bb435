"""The sample city's report as a plan in force: assigned, scheduled, nine months reported."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from decimal import Decimal
from importlib.resources import as_file, files

from django.utils import timezone

import duban
from duban.bodies import Suggester
from duban_site.core.actor import SystemActor
from duban_site.core.clock import utc_now
from duban_site.demo.simulating import MONTHS, Target, compute_baseline, is_flow, simulate_figures
from duban_site.people.models import Body, Leader, Person
from duban_site.plans.actions.activate_plan import activate
from duban_site.plans.actions.decide_commitment import accept_part
from duban_site.plans.actions.import_report import ReportSource, import_report
from duban_site.plans.models import Claim, Commitment, Duty, Plan, Responsibility, State
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.fall_signs import is_falling_claim
from duban_site.reporting.models import BodyReport, Figure, Milestone, Reading, ReportStatus, Schedule, Version

SAMPLE_FILE = "report-2026.txt"
DEMO_ACTOR = SystemActor("演示数据")
SOURCE = "模拟数据（演示）"
INTERIM_MILESTONES = ((3, 31, "完成年度任务的四分之一"), (6, 30, "完成年度任务过半"), (9, 30, "形成阶段成果"))
FINAL_MILESTONE = (11, 25, "全部完成并验收")
ON_TIME_PROBABILITY = 0.95
"""The chance that a step is done in time."""


def create_sample_plan() -> Plan:
    """The report, imported and accepted; nobody answers for it yet."""
    with as_file(files("duban") / "data" / "sample" / SAMPLE_FILE) as path:
        report = duban.read(path)
    plan = import_report(DEMO_ACTOR, report, ReportSource(SAMPLE_FILE, "txt"))
    Plan.objects.filter(pk=plan.pk).update(simulated=True)
    for part in plan.parts.all():
        accept_part(DEMO_ACTOR, part)
    return activate(DEMO_ACTOR, Plan.objects.get(pk=plan.pk))


def assign(plan: Plan, bodies: dict[str, Body], leaders: Sequence[Leader]) -> list[Commitment]:
    """Each commitment to the units that the duties suggest: the demonstration's own decision."""
    suggester = Suggester()
    body_order = list(bodies)
    responsibilities, commitments = [], []
    for commitment in plan.commitments.filter(state=State.ACCEPTED):
        body_names = [
            suggestion.name for suggestion in suggester.suggest(commitment.text, top=2) if suggestion.name in bodies
        ]
        lead = body_names[0] if body_names else body_order[0]
        responsibilities.append(Responsibility(commitment=commitment, body=bodies[lead], duty=Duty.LEAD))
        for name in body_names[1:]:
            duty = Duty.COOPERATING
            responsibilities.append(Responsibility(commitment=commitment, body=bodies[name], duty=duty))
        commitment.leader = leaders[body_order.index(lead) % len(leaders)]
        commitments.append(commitment)
    Responsibility.objects.bulk_create(responsibilities)
    Commitment.objects.bulk_update(commitments, ["leader"], 500)
    return commitments


def schedule_and_report(plan: Plan, officer: Person) -> int:
    """Create baselines, schedules, milestones and nine months of figures; returns how many figures.

    A claim that a register feeds gets its figures from there.
    """
    accepted_claims = Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    target_claims = accepted_claims.filter(role="target", value__isnull=False)
    claims = list(target_claims.select_related("commitment", "binding"))
    schedules, figure_rows = [], []
    for claim in claims:
        target = _build_target(claim)
        claim.baseline = compute_baseline(target)
        schedules.append(_build_schedule(claim, target))
        if claim.kind != "points" and not hasattr(claim, "binding"):
            figure_rows += _build_figures(claim, target, plan.year, officer)
    Claim.objects.bulk_update(claims, ["baseline"], 500)
    Schedule.objects.bulk_create(schedules)
    Figure.objects.bulk_create(figure_rows, 1000)
    Milestone.objects.bulk_create(_build_milestones(plan), 1000)
    return len(figure_rows)


def open_rounds(plan: Plan, officer: Person) -> None:
    """Nine months accepted, the tenth open for the units to fill in."""
    for month in range(1, MONTHS + 2):
        reporting_round = open_round(DEMO_ACTOR, plan, month)
        if month <= MONTHS:
            checked_at = dt.datetime.combine(reporting_round.due, dt.time(9), timezone.get_current_timezone())
            BodyReport.objects.filter(round=reporting_round).update(
                status=ReportStatus.ACCEPTED, submitted_at=checked_at, checked_at=checked_at, checked_by=officer
            )


def assess_month(plan: Plan, month: int) -> None:
    """An assessment of a month in the middle of the month after."""
    assess_plan(DEMO_ACTOR, plan, assessment_date(plan, month))


def assessment_date(plan: Plan, month: int) -> dt.date:
    """The day on which a month is judged."""
    return dt.date(plan.year, month + 1, 15)


def _build_target(claim: Claim) -> Target:
    return Target(
        key=f"{claim.commitment.number}/{claim.order}",
        indicator=claim.indicator,
        kind=claim.kind,
        comparator=claim.comparator,
        value=claim.value or Decimal(0),
        unit=claim.unit,
        falls=claim.direction == "down",
    )


def _build_schedule(claim: Claim, target: Target) -> Schedule:
    reading = Reading.FALL if target.falls and claim.kind == "growth" else Reading.AUTO
    flow = is_flow(target) if claim.kind == "level" else None
    return Schedule(claim=claim, reading=reading, flow=flow)


def _build_figures(claim: Claim, target: Target, year: int, officer: Person) -> list[Figure]:
    return [
        Figure(
            claim=claim,
            period=simulated.period,
            end=simulated.end,
            value=-simulated.value if is_falling_claim(claim) else simulated.value,
            published=simulated.published,
            version=Version.PRELIMINARY,
            source=SOURCE,
            accepted_by=officer,
            accepted_at=utc_now(),
        )
        for simulated in simulate_figures(target, year)
    ]


def _build_milestones(plan: Plan) -> list[Milestone]:
    rng = random.Random(plan.year)  # noqa: S311
    commitments = plan.commitments.filter(claims__isnull=True, state=State.ACCEPTED).order_by("order")
    milestones = []
    for commitment in commitments:
        for month, day, text in INTERIM_MILESTONES:
            due = dt.date(plan.year, month, day)
            milestone = Milestone(commitment=commitment, due=due, text=text)
            if rng.random() < ON_TIME_PROBABILITY:
                milestone.done_on = due - dt.timedelta(days=rng.randrange(1, 25))
                milestone.accepted_on, milestone.source = due, SOURCE
            milestones.append(milestone)
        milestones.append(
            Milestone(commitment=commitment, due=dt.date(plan.year, *FINAL_MILESTONE[:2]), text=FINAL_MILESTONE[2])
        )
    return milestones
