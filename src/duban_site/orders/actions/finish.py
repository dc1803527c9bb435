"""Steps that end an order: 反馈, 核查, 退回重办, 办结, 销号."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.orders.models import Order, Step
from duban_site.orders.models.request import WAITING
from duban_site.orders.paper import Paper
from duban_site.orders.stepping import begin, finish


@transaction.atomic
def reply(actor: Actor, order: Order, paper: Paper) -> Step:
    """反馈: the head of the lead body reports the matter done."""
    held = begin(actor, order, "reply", paper)
    if held.requests.filter(state__in=WAITING).exists():
        raise Refused(_("还有一件申请没有审批。请先撤回申请，再反馈。"))
    held.replied_on = paper.on
    return finish(actor, held, "reply", paper)


@transaction.atomic
def pass_check(actor: Actor, order: Order, paper: Paper) -> Step:
    """核查通过: the office confirms that it is done; the step's text is the 督查结论."""
    held = begin(actor, order, "pass_check", paper)
    held.conclusion = paper.text.strip()
    return finish(actor, held, "pass_check", paper)


@transaction.atomic
def send_back(actor: Actor, order: Order, paper: Paper) -> Step:
    """退回重办: the due date stays; only a granted extension changes it."""
    held = begin(actor, order, "send_back", paper)
    held.sent_back += 1
    held.conclusion, held.replied_on = "", None
    return finish(actor, held, "send_back", paper)


@transaction.atomic
def complete(actor: Actor, order: Order, paper: Paper) -> Step:
    """办结: the conclusion goes to the lead body; the leader's silence counts as assent."""
    held = begin(actor, order, "complete", paper)
    held.completed_on = paper.on
    return finish(actor, held, "complete", paper, conclusion=held.conclusion)


@transaction.atomic
def close(actor: Actor, order: Order, paper: Paper) -> Step:
    """销号: close the order. Raises Refused while it is 挂牌."""
    held = begin(actor, order, "close", paper)
    if held.listed:
        raise Refused(_("这件督办还在挂牌。请先摘牌并写明依据，再销号。"))
    held.closed_on = paper.on
    return finish(actor, held, "close", paper)
