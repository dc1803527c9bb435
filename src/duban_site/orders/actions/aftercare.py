"""Steps after an order is done: 回访, 回访重办, 申请复核, 复核, 归档."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from duban.orders import APPEAL_DAYS
from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.orders.actions.draft import require_single_order
from duban_site.orders.models import Order, Step
from duban_site.orders.queries import is_appeal_waiting
from duban_site.orders.step_paper import StepPaper
from duban_site.orders.step_recording import lock_for_step, record_step
from duban_site.plans.models import Status


@transaction.atomic
def revisit_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """回访: the office checks whether the result still stands after 销号, and records it."""
    locked_order = lock_for_step(actor, order, "revisit", paper)
    locked_order.revisited_on = paper.on
    return record_step(actor, locked_order, "revisit", paper)


@transaction.atomic
def reopen_order(actor: Actor, order: Order, paper: StepPaper, *, due: dt.date) -> Step:
    """回访重办: return the order to the lead body with a new due date. Raises Refused."""
    locked_order = lock_for_step(actor, order, "reopen", paper)
    if locked_order.plan.status != Status.ACTIVE:
        raise Refused(_("计划已经收官，不能重办。请在新一年的计划里另立督办单。"))
    if due <= paper.on:
        raise Refused(_("新的完成时限须晚于今天（%(day)s）。") % {"day": paper.on})
    require_single_order(locked_order)
    previous_due, locked_order.due, locked_order.conclusion = locked_order.due, due, ""
    locked_order.replied_on = locked_order.completed_on = locked_order.closed_on = locked_order.revisited_on = None
    return record_step(actor, locked_order, "reopen", paper, was=previous_due, due=due)


@transaction.atomic
def appeal_conclusion(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """申请复核: the lead body appeals against the conclusion, within `APPEAL_DAYS`."""
    locked_order = lock_for_step(actor, order, "appeal", paper)
    concluded_on = locked_order.completed_on or paper.on
    if (paper.on - concluded_on).days > APPEAL_DAYS:
        message = _("申请复核须在办结（%(day)s）后 %(days)s 日内提出，现在已不能申请。")
        raise Refused(message % {"day": concluded_on, "days": APPEAL_DAYS})
    if is_appeal_waiting(locked_order):
        raise Refused(_("已经申请复核，请等督查机构答复。"))
    return record_step(actor, locked_order, "appeal", paper)


@transaction.atomic
def review_conclusion(actor: Actor, order: Order, paper: StepPaper, *, conclusion: str = "") -> Step:
    """复核: confirm the conclusion, or replace it; the steps keep both."""
    locked_order = lock_for_step(actor, order, "review", paper)
    if not is_appeal_waiting(locked_order):
        raise Refused(_("没有等待复核的申请。"))
    previous_conclusion, locked_order.conclusion = (
        locked_order.conclusion,
        conclusion.strip() or locked_order.conclusion,
    )
    return record_step(
        actor, locked_order, "review", paper, was=previous_conclusion, conclusion=locked_order.conclusion
    )


@transaction.atomic
def archive_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """归档: archive the order. Raises Refused while an appeal is waiting for its review."""
    locked_order = lock_for_step(actor, order, "archive", paper)
    if is_appeal_waiting(locked_order):
        raise Refused(_("主办单位申请的复核还没有答复。请先复核，再归档。"))
    return record_step(actor, locked_order, "archive", paper)
