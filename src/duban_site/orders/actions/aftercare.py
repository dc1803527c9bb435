"""Steps after an order is done: 回访, 回访重办, 申请复核, 复核, 归档."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from duban.orders import APPEAL_DAYS
from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.orders.actions.draft import one_matter
from duban_site.orders.models import Order, Step
from duban_site.orders.paper import Paper
from duban_site.orders.queries import appeal_waits
from duban_site.orders.stepping import begin, finish
from duban_site.plans.models import Status


@transaction.atomic
def revisit(actor: Actor, order: Order, paper: Paper) -> Step:
    """回访: the office checks whether the result still stands after 销号, and records it."""
    held = begin(actor, order, "revisit", paper)
    held.revisited_on = paper.on
    return finish(actor, held, "revisit", paper)


@transaction.atomic
def reopen(actor: Actor, order: Order, paper: Paper, *, due: dt.date) -> Step:
    """回访重办: return the order to the lead body with a new due date. Raises Refused."""
    held = begin(actor, order, "reopen", paper)
    if held.plan.status != Status.ACTIVE:
        raise Refused(_("计划已经收官，不能重办。请在新一年的计划里另立督办单。"))
    if due <= paper.on:
        raise Refused(_("新的完成时限须晚于今天（%(day)s）。") % {"day": paper.on})
    one_matter(held)
    was, held.due, held.conclusion = held.due, due, ""
    held.replied_on = held.completed_on = held.closed_on = held.revisited_on = None
    return finish(actor, held, "reopen", paper, was=was, due=due)


@transaction.atomic
def appeal(actor: Actor, order: Order, paper: Paper) -> Step:
    """申请复核: the lead body appeals against the conclusion, within `APPEAL_DAYS`."""
    held = begin(actor, order, "appeal", paper)
    told = held.completed_on or paper.on
    if (paper.on - told).days > APPEAL_DAYS:
        message = _("申请复核须在办结（%(day)s）后 %(days)s 日内提出，现在已不能申请。")
        raise Refused(message % {"day": told, "days": APPEAL_DAYS})
    if appeal_waits(held):
        raise Refused(_("已经申请复核，请等督查机构答复。"))
    return finish(actor, held, "appeal", paper)


@transaction.atomic
def review(actor: Actor, order: Order, paper: Paper, *, conclusion: str = "") -> Step:
    """复核: confirm the conclusion, or replace it; the steps keep both."""
    held = begin(actor, order, "review", paper)
    if not appeal_waits(held):
        raise Refused(_("没有等待复核的申请。"))
    was, held.conclusion = held.conclusion, conclusion.strip() or held.conclusion
    return finish(actor, held, "review", paper, was=was, conclusion=held.conclusion)


@transaction.atomic
def archive(actor: Actor, order: Order, paper: Paper) -> Step:
    """归档: archive the order. Raises Refused while an appeal is waiting for its review."""
    held = begin(actor, order, "archive", paper)
    if appeal_waits(held):
        raise Refused(_("主办单位申请的复核还没有答复。请先复核，再归档。"))
    return finish(actor, held, "archive", paper)
