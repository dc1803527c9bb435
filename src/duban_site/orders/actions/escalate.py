"""Steps that add pressure: 升级, 挂牌, 摘牌."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban.orders import Colour, check_raise
from duban.orders.colours import ColourError
from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.orders.models import Order, Step
from duban_site.orders.models.order import COLOUR_CHOICES
from duban_site.orders.step_paper import StepPaper
from duban_site.orders.step_recording import lock_for_step, record_step

COLOUR_LABELS = dict(COLOUR_CHOICES)


@transaction.atomic
def escalate_order(actor: Actor, order: Order, paper: StepPaper, *, colour: str, direct: bool = False) -> Step:
    """升级: raise the colour, one step where overdue or sent back, else only as an exception."""
    locked_order = lock_for_step(actor, order, "escalate", paper)
    current_colour, target_colour = Colour(locked_order.colour), Colour(colour)
    is_earned = locked_order.days_late(paper.on) > 0 or locked_order.sent_back > 0
    try:
        check_raise(current_colour, target_colour, is_earned=is_earned, is_direct=direct)
    except ColourError as error:
        raise Refused(_explain_refusal(error, current_colour)) from error
    locked_order.colour = target_colour.value
    return record_step(actor, locked_order, "escalate", paper, was=current_colour, colour=target_colour, direct=direct)


def _explain_refusal(error: ColourError, current_colour: Colour) -> str:
    if error.reason == "not_higher":
        return _("督办单已是%(colour)s色，只能升级，不能降级。") % {"colour": COLOUR_LABELS[current_colour.value]}
    return _("没有逾期，也没有退回重办；越级也一样：须选“直接升级”并写明理由。")


@transaction.atomic
def list_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """挂牌督办."""
    return _set_listed(actor, order, paper, "list", True)


@transaction.atomic
def delist_order(actor: Actor, order: Order, paper: StepPaper) -> Step:
    """摘牌."""
    return _set_listed(actor, order, paper, "delist", False)


def _set_listed(actor: Actor, order: Order, paper: StepPaper, action: str, is_listed: bool) -> Step:
    locked_order = lock_for_step(actor, order, action, paper)
    if locked_order.listed == is_listed:
        raise Refused(_("已经挂牌。") if is_listed else _("没有挂牌，无需摘牌。"))
    locked_order.listed = is_listed
    return record_step(actor, locked_order, action, paper)
