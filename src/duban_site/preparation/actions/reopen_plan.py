"""Return a plan in force to a draft, while nobody has reported on it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.orders.models import Order
from duban_site.plans.models import Plan, Status
from duban_site.reporting.models import BodyReport, Entry, Figure
from duban_site.reporting.models.report import ReportStatus


@transaction.atomic
def reopen_plan(actor: Actor, plan: Plan) -> Plan:
    """In force → draft. Refused once anything was reported, closed or ordered under the plan."""
    policy.require(actor, "plans.activate", plan)
    locked_plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked_plan.status != Status.ACTIVE:
        raise Refused(_("计划不在执行中。"))
    reason = find_obstacle(locked_plan)
    if reason:
        raise Refused(reason)
    locked_plan.rounds.all().delete()
    locked_plan.status = Status.DRAFT
    locked_plan.save(update_fields=["status"])
    log_event(actor, "plans.reopen", locked_plan)
    return locked_plan


def find_obstacle(plan: Plan) -> str:
    """Why a plan in force cannot become a draft again; empty where it can."""
    if Figure.objects.filter(claim__commitment__plan=plan).exists():
        return _("已经有单位填报了数据，不能退回起草。要改目标，请登记口径调整。")
    if Entry.objects.filter(report__round__plan=plan).exists():
        return _("已经有单位开始填报，不能退回起草。")
    if BodyReport.objects.filter(round__plan=plan).exclude(status=ReportStatus.DRAFT).exists():
        return _("已经有单位报送，不能退回起草。")
    if Order.objects.filter(plan=plan).exists():
        return _("已经开了督办单，不能退回起草。")
    return ""
