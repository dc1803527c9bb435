"""Steps that add pressure: 升级, 挂牌, 摘牌."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban.orders import Colour, check_raise
from duban.orders.colours import ColourError
from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.orders.models import Order, Step
from duban_site.orders.models.order import COLOURS
from duban_site.orders.paper import Paper
from duban_site.orders.stepping import begin, finish

WORDS = dict(COLOURS)


@transaction.atomic
def escalate(
    actor: Actor, order: Order, paper: Paper, *, colour: str, direct: bool = False
) -> Step:
    """升级: raise the colour, one step where overdue or sent back, else only as an exception."""
    held = begin(actor, order, "escalate", paper)
    was, to = Colour(held.colour), Colour(colour)
    earned = held.days_late(paper.on) > 0 or held.sent_back > 0
    try:
        check_raise(was, to, earned=earned, direct=direct)
    except ColourError as error:
        raise Refused(_why(error, was)) from error
    held.colour = to.value
    return finish(actor, held, "escalate", paper, was=was, colour=to, direct=direct)


def _why(error: ColourError, was: Colour) -> str:
    if error.reason == "not_higher":
        return _("督办单已是%(colour)s色，只能升级，不能降级。") % {"colour": WORDS[was.value]}
    return _("没有逾期，也没有退回重办；越级也一样：须选“直接升级”并写明理由。")


@transaction.atomic
def list_order(actor: Actor, order: Order, paper: Paper) -> Step:
    """挂牌督办."""
    return _listed(actor, order, paper, "list", True)


@transaction.atomic
def delist(actor: Actor, order: Order, paper: Paper) -> Step:
    """摘牌."""
    return _listed(actor, order, paper, "delist", False)


def _listed(actor: Actor, order: Order, paper: Paper, action: str, listed: bool) -> Step:
    held = begin(actor, order, action, paper)
    if held.listed == listed:
        raise Refused(_("已经挂牌。") if listed else _("没有挂牌，无需摘牌。"))
    held.listed = listed
    return finish(actor, held, action, paper)
