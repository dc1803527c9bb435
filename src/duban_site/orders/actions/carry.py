"""跨年结转: carry an unfinished order over into the plan of a later year."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.orders.actions.draft import Draft, draft
from duban_site.orders.models import Order, Step
from duban_site.orders.models.request import WAITING
from duban_site.orders.paper import Paper
from duban_site.orders.stepping import begin, finish
from duban_site.plans.models import Commitment, Plan

SAME = (
    "title",
    "basis_kind",
    "demand",
    "lead_body",
    "leader",
    "urgency",
    "colour",
    "listed",
)

BASIS = 500
"""The longest basis, as the column allows; it is in Chinese, as the order is sent."""


@transaction.atomic
def carry(
    actor: Actor, order: Order, paper: Paper, *, plan: Plan, commitment: Commitment | None = None
) -> Step:
    """End the order as 结转, and draft (拟办) its successor in a later plan.

    The successor keeps colour and 挂牌, and refers to the old order, which keeps its number, its
    steps and its files. Raises Refused.
    """
    held = begin(actor, order, "carry", paper)
    if plan.city != held.plan.city or plan.year <= held.plan.year:
        raise Refused(_("只能结转到同一城市以后年度的计划。"))
    if held.requests.filter(state__in=WAITING).exists():
        raise Refused(_("还有一件申请没有审批。请先审批，再结转。"))
    held.carried_on = paper.on
    step = finish(actor, held, "carry", paper, plan=plan.pk)
    written = Order(
        plan=plan,
        commitment=commitment,
        matter="" if commitment is not None else f"carried:{held.pk}",
        basis=f"结转自{held.label}。{held.basis}"[:BASIS],
        carried_from=held,
        **{name: getattr(held, name) for name in SAME},
    )
    draft(actor, Draft(written, list(held.cooperating.all())), paper)
    return step
