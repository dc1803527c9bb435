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
from duban_site.core.actor import System
from duban_site.core.clock import utc_now
from duban_site.demo.simulating import MONTHS, Target, baseline, figures, flows
from duban_site.people.models import Body, Leader, Person
from duban_site.plans.actions.activate import activate
from duban_site.plans.actions.decide import accept_part
from duban_site.plans.actions.import_report import Source, import_report
from duban_site.plans.models import Claim, Commitment, Duty, Plan, Responsibility, State
from duban_site.reporting.actions.assess import assess_plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.models import (
    BodyReport,
    Figure,
    Milestone,
    Reading,
    ReportStatus,
    Schedule,
    Version,
)
from duban_site.reporting.signs import falling

SAMPLE = "report-2026.txt"
DEMO = System("演示数据")
SOURCE = "模拟数据（演示）"
STEPS = ((3, 31, "完成年度任务的四分之一"), (6, 30, "完成年度任务过半"), (9, 30, "形成阶段成果"))
LAST = (11, 25, "全部完成并验收")
DONE = 0.95
"""The chance that a step is done in time."""


def sample_plan() -> Plan:
    """The report, imported and accepted; nobody answers for it yet."""
    with as_file(files("duban") / "data" / "sample" / SAMPLE) as path:
        report = duban.read(path)
    plan = import_report(DEMO, report, Source(SAMPLE, "txt"))
    Plan.objects.filter(pk=plan.pk).update(simulated=True)
    for part in plan.parts.all():
        accept_part(DEMO, part)
    return activate(DEMO, Plan.objects.get(pk=plan.pk))


def assign(plan: Plan, bodies: dict[str, Body], leaders: Sequence[Leader]) -> list[Commitment]:
    """Each commitment to the units that the duties suggest: the demonstration's own decision."""
    suggester = Suggester()
    ordered = list(bodies)
    rows, changed = [], []
    for one in plan.commitments.filter(state=State.ACCEPTED):
        named = [s.name for s in suggester.suggest(one.text, top=2) if s.name in bodies]
        lead = named[0] if named else ordered[0]
        rows.append(Responsibility(commitment=one, body=bodies[lead], duty=Duty.LEAD))
        for name in named[1:]:
            duty = Duty.COOPERATING
            rows.append(Responsibility(commitment=one, body=bodies[name], duty=duty))
        one.leader = leaders[ordered.index(lead) % len(leaders)]
        changed.append(one)
    Responsibility.objects.bulk_create(rows)
    Commitment.objects.bulk_update(changed, ["leader"], 500)
    return changed


def schedule_and_report(plan: Plan, officer: Person) -> int:
    """Create baselines, schedules, milestones and nine months of figures; returns how many figures.

    A claim that a register feeds gets its figures from there.
    """
    followed = Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    targets = followed.filter(role="target", value__isnull=False)
    claims = list(targets.select_related("commitment", "binding"))
    schedules, rows = [], []
    for claim in claims:
        target = _target(claim)
        claim.baseline = baseline(target)
        schedules.append(_schedule(claim, target))
        if claim.kind != "points" and not hasattr(claim, "binding"):
            rows += _figures(claim, target, plan.year, officer)
    Claim.objects.bulk_update(claims, ["baseline"], 500)
    Schedule.objects.bulk_create(schedules)
    Figure.objects.bulk_create(rows, 1000)
    Milestone.objects.bulk_create(_steps(plan), 1000)
    return len(rows)


def rounds(plan: Plan, officer: Person) -> None:
    """Nine months accepted, the tenth open for the units to fill in."""
    for month in range(1, MONTHS + 2):
        opened = open_round(DEMO, plan, month)
        if month <= MONTHS:
            at = dt.datetime.combine(opened.due, dt.time(9), timezone.get_current_timezone())
            BodyReport.objects.filter(round=opened).update(
                status=ReportStatus.ACCEPTED, submitted_at=at, checked_at=at, checked_by=officer
            )


def judge(plan: Plan, month: int) -> None:
    """An assessment of a month in the middle of the month after."""
    assess_plan(DEMO, plan, judged_on(plan, month))


def judged_on(plan: Plan, month: int) -> dt.date:
    """The day on which a month is judged."""
    return dt.date(plan.year, month + 1, 15)


def _target(claim: Claim) -> Target:
    return Target(
        key=f"{claim.commitment.number}/{claim.order}",
        indicator=claim.indicator,
        kind=claim.kind,
        comparator=claim.comparator,
        value=claim.value or Decimal(0),
        unit=claim.unit,
        down=claim.direction == "down",
    )


def _schedule(claim: Claim, target: Target) -> Schedule:
    reading = Reading.FALL if target.down and claim.kind == "growth" else Reading.AUTO
    flow = flows(target) if claim.kind == "level" else None
    return Schedule(claim=claim, reading=reading, flow=flow)


def _figures(claim: Claim, target: Target, year: int, officer: Person) -> list[Figure]:
    return [
        Figure(
            claim=claim,
            period=each.period,
            end=each.end,
            value=-each.value if falling(claim) else each.value,
            published=each.published,
            version=Version.PRELIMINARY,
            source=SOURCE,
            accepted_by=officer,
            accepted_at=utc_now(),
        )
        for each in figures(target, year)
    ]


def _steps(plan: Plan) -> list[Milestone]:
    chance = random.Random(plan.year)  # noqa: S311
    without = plan.commitments.filter(claims__isnull=True, state=State.ACCEPTED).order_by("order")
    found = []
    for one in without:
        for month, day, text in STEPS:
            due = dt.date(plan.year, month, day)
            step = Milestone(commitment=one, due=due, text=text)
            if chance.random() < DONE:
                step.done_on = due - dt.timedelta(days=chance.randrange(1, 25))
                step.accepted_on, step.source = due, SOURCE
            found.append(step)
        found.append(Milestone(commitment=one, due=dt.date(plan.year, *LAST[:2]), text=LAST[2]))
    return found
