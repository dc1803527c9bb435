"""Open a month's round: every body that leads a commitment is asked to report."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban.series import WorkCalendar
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
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
    actor: Actor, plan: Plan, month: int, *, day: int = DUE_DAY, grace: int = GRACE_DAYS
) -> ReportingRound:
    """Open a month's round: due on `due_day` of the next, late `grace_days` working days after."""
    policy.require(actor, "reporting.open_round", plan)
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    if held.status != Status.ACTIVE:
        raise Refused(_("计划未在执行，不能布置填报。"))
    if not 1 <= month <= DECEMBER:
        raise Refused(_("月份应为 1 至 12。"))
    if held.rounds.filter(month=month).exists():
        raise Refused(_("%(month)s月的填报已经布置过。") % {"month": month})
    bodies = reporting_bodies(held)
    if not bodies:
        raise Refused(_("还没有任务分解到单位。请先确定牵头单位。"))
    calendar = WorkCalendar()
    opened = ReportingRound.objects.create(
        plan=held,
        month=month,
        due=calendar.due(held.year, month, day=day),
        late_after=calendar.due(held.year, month, day=day, grace=grace),
    )
    BodyReport.objects.bulk_create([BodyReport(round=opened, body_id=body) for body in bodies])
    log(actor, "reporting.open_round", opened, due=opened.due, bodies=len(bodies))
    round_opened.send(sender=ReportingRound, round=opened)
    return opened


def reporting_bodies(plan: Plan) -> list[int]:
    """The units that are named first for an accepted commitment: they report on it."""
    leads = Responsibility.objects.filter(
        commitment__plan=plan, commitment__state=State.ACCEPTED, duty=Duty.LEAD, order=0
    )
    return list(leads.order_by("body").values_list("body", flat=True).distinct())
