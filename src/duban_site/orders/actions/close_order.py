"""Steps that end an order: 反馈, 核查, 退回重办, 办结, 销号."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.orders.models import Order, Step
from duban_site.orders.models.request import WAITING_STATES
from duban_site.orders.step_paper import StepPaper
from duban_site.orders.step_recording import lock_for_step, record_step


@transaction.atomic
def reply_to_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """反馈: the head of the lead body reports the matter done."""
    locked_order = lock_for_step(actor, order, "reply", paper)
    if locked_order.requests.filter(state__in=WAITING_STATES).exists():
        raise Refused(_("还有一件申请没有审批。请先撤回申请，再反馈。"))
    locked_order.replied_on = paper.on
    return record_step(actor, locked_order, "reply", paper)


@transaction.atomic
def pass_order_check(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """核查通过: the office confirms that it is done; the step's text is the 督查结论."""
    locked_order = lock_for_step(actor, order, "pass_check", paper)
    locked_order.conclusion = paper.text.strip()
    return record_step(actor, locked_order, "pass_check", paper)


@transaction.atomic
def send_back_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """退回重办: the due date stays; only a granted extension changes it."""
    locked_order = lock_for_step(actor, order, "send_back", paper)
    locked_order.sent_back += 1
    locked_order.conclusion, locked_order.replied_on = "", None
    return record_step(actor, locked_order, "send_back", paper)


@transaction.atomic
def complete_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """办结: the conclusion goes to the lead body; the leader's silence counts as assent."""
    locked_order = lock_for_step(actor, order, "complete", paper)
    locked_order.completed_on = paper.on
    return record_step(actor, locked_order, "complete", paper, conclusion=locked_order.conclusion)


@transaction.atomic
def close_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """销号: close the order. Raises Refused while it is 挂牌."""
    locked_order = lock_for_step(actor, order, "close", paper)
    if locked_order.listed:
        raise Refused(_("这件督办还在挂牌。请先摘牌并写明依据，再销号。"))
    locked_order.closed_on = paper.on
    return record_step(actor, locked_order, "close", paper)
