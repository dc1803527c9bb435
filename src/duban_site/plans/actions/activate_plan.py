"""Put a plan into force, and close it after its year."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan, State, Status


@transaction.atomic
def activate(actor: Actor, plan: Plan) -> Plan:
    """Draft → in force. Its accepted commitments can be reported on from now."""
    policy.require(actor, "plans.activate", plan)
    locked_plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked_plan.status != Status.DRAFT:
        raise Refused(_("计划不在起草中。"))
    accepted = locked_plan.commitments.filter(state=State.ACCEPTED).count()
    if not accepted:
        raise Refused(_("还没有已确认的目标任务。请先在审核页确认。"))
    plans_in_force = Plan.objects.filter(city=locked_plan.city, year=locked_plan.year).exclude(status=Status.DRAFT)
    if plans_in_force.exists():
        raise Refused(_("该城市该年度已有执行中的计划。"))
    locked_plan.status = Status.ACTIVE
    locked_plan.save(update_fields=["status"])
    log_event(actor, "plans.activate", locked_plan, commitments=accepted)
    return locked_plan


@transaction.atomic
def close(actor: Actor, plan: Plan) -> Plan:
    """In force → closed. Nothing of it changes any more."""
    policy.require(actor, "plans.activate", plan)
    locked_plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked_plan.status != Status.ACTIVE:
        raise Refused(_("计划不在执行中。"))
    locked_plan.status = Status.CLOSED
    locked_plan.save(update_fields=["status"])
    log_event(actor, "plans.close", locked_plan)
    return locked_plan
