"""Open a month's round: every body that leads a commitment is asked to report."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban.series import WorkCalendar
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.plans.models import Duty, Plan, Responsibility, State, Status
from duban_site.reporting.models import BodyReport, ReportingRound
from duban_site.reporting.signals import round_opened

DUE_DAY = 5
"""Of the month after: the clock that offices use most (domain facts, 2.3: 每月5日前)."""
GRACE_DAYS = 2
DECEMBER = 12


@transaction.atomic
def open_round(
    actor: Actor, plan: Plan, month: int, *, due_day: int = DUE_DAY, grace_days: int = GRACE_DAYS
) -> ReportingRound:
    """Open a month's round: due on `due_day` of the next, late `grace_days` working days after."""
    policy.require(actor, "reporting.open_round", plan)
    locked_plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked_plan.status != Status.ACTIVE:
        raise Refused(_("计划未在执行，不能布置填报。"))
    if not 1 <= month <= DECEMBER:
        raise Refused(_("月份应为 1 至 12。"))
    if locked_plan.rounds.filter(month=month).exists():
        raise Refused(_("%(month)s月的填报已经布置过。") % {"month": month})
    bodies = list_reporting_bodies(locked_plan)
    if not bodies:
        raise Refused(_("还没有任务分解到单位。请先确定牵头单位。"))
    calendar = WorkCalendar()
    new_round = ReportingRound.objects.create(
        plan=locked_plan,
        month=month,
        due=calendar.due_date(locked_plan.year, month, day_of_month=due_day),
        late_after=calendar.due_date(locked_plan.year, month, day_of_month=due_day, grace_days=grace_days),
    )
    BodyReport.objects.bulk_create([BodyReport(round=new_round, body_id=body) for body in bodies])
    log_event(actor, "reporting.open_round", new_round, due=new_round.due, bodies=len(bodies))
    round_opened.send(sender=ReportingRound, round=new_round)
    return new_round


def list_reporting_bodies(plan: Plan) -> list[int]:
    """The units that are named first for an accepted commitment: they report on it."""
    leads = Responsibility.objects.filter(
        commitment__plan=plan, commitment__state=State.ACCEPTED, duty=Duty.LEAD, order=0
    )
    return list(leads.order_by("body").values_list("body", flat=True).distinct())
