"""拟办: draft an order, and edit the draft until it is registered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.orders import Colour
from duban.orders.stages import OPEN
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.orders.models import Order
from duban_site.orders.step_paper import StepPaper
from duban_site.orders.step_recording import add_step, lock_for_step, record_step
from duban_site.people.models import Body
from duban_site.plans.models import Plan, Status


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An unsaved order, with its cooperating bodies."""

    order: Order
    cooperating: Collection[Body] = field(default=())


@transaction.atomic
def draft_order(actor: Actor, order_draft: OrderDraft, paper: StepPaper) -> Order:
    """Open an order as 拟办; `paper.text` is the reason where it is orange or red at once."""
    policy.require(actor, "orders.draft")
    order = order_draft.order
    plan = Plan.objects.select_for_update().get(pk=order.plan_id)
    if plan.status != Status.ACTIVE:
        raise Refused(_("计划未在执行，不能拟办督办单。"))
    if order.commitment is not None:
        order.matter = order.matter or f"commitment:{order.commitment.pk}"
    _require_complete(order_draft, paper)
    require_single_order(order)
    order.drafted_by, order.drafted_on = as_person(actor), paper.on
    order.stage_since = paper.on
    order.save()
    order.cooperating.set(order_draft.cooperating)
    add_step(actor, order, "draft", paper, colour=order.colour)
    log_event(actor, "orders.draft", order, on=paper.on, **_draft_details(order_draft))
    return order


@transaction.atomic
def edit_draft(actor: Actor, order_draft: OrderDraft, paper: StepPaper) -> Order:
    """Save the changes of a draft; a registered order can no longer be edited."""
    locked_order = lock_for_step(actor, order_draft.order, "edit", paper)
    order = order_draft.order
    order.stage, order.stage_since = locked_order.stage, locked_order.stage_since
    _require_complete(order_draft, paper)
    if order.commitment_id != locked_order.commitment_id:
        order.matter = "" if order.commitment_id is None else f"commitment:{order.commitment_id}"
    require_single_order(order)
    order.cooperating.set(order_draft.cooperating)
    record_step(actor, order, "edit", paper, **_draft_details(order_draft))
    return order


def require_single_order(order: Order) -> None:
    """一事一单. Raises Refused where the matter has another open order in the plan."""
    if not order.matter:
        return
    same_matter = Order.objects.filter(plan=order.plan_id, matter=order.matter, stage__in=OPEN)
    duplicate = same_matter.exclude(pk=order.pk).first()
    if duplicate is not None:
        message = _("一事一单：这件事已有督办单“%(order)s”，还没有销号。请在那一份上办理。")
        raise Refused(message % {"order": duplicate})


def _require_complete(order_draft: OrderDraft, paper: StepPaper) -> None:
    order = order_draft.order
    if not order.title.strip() or not order.demand.strip():
        raise Refused(_("请写明督办事项和办理要求。"))
    if order.commitment is not None and order.commitment.plan_id != order.plan_id:
        raise Refused(_("这项目标任务不属于该计划。"))
    if order.lead_body in order_draft.cooperating:
        raise Refused(_("主办单位不能同时是协办单位。"))
    if order.colour != Colour.BLUE and not paper.text.strip():
        raise Refused(_("直接发橙色或红色督办单，须写明理由。"))


def _draft_details(order_draft: OrderDraft) -> dict[str, Any]:
    order = order_draft.order
    return {
        "title": order.title,
        "basis": order.basis,
        "demand": order.demand,
        "lead": order.lead_body_id,
        "cooperating": sorted(body.pk for body in order_draft.cooperating),
        "urgency": order.urgency,
        "colour": order.colour,
        "due": order.due,
    }
