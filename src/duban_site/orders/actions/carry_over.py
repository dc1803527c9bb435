"""跨年结转: carry an unfinished order over into the plan of a later year."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.actor import Actor
from duban_site.core.errors import Refused
from duban_site.orders.actions.draft import OrderDraft, draft_order
from duban_site.orders.models import Order, Step
from duban_site.orders.models.request import WAITING_STATES
from duban_site.orders.step_paper import StepPaper
from duban_site.orders.step_recording import lock_for_step, record_step
from duban_site.plans.models import Commitment, Plan

CARRIED_FIELDS = ("title", "basis_kind", "demand", "lead_body", "leader", "urgency", "colour", "listed")

MAX_BASIS_LENGTH = 500
"""The longest basis, as the column allows; it is in Chinese, as the order is sent."""


@transaction.atomic
def carry_order(
    actor: Actor, order: Order, paper: StepPaper, *, plan: Plan, commitment: Commitment | None = None
) -> Step:
    """End the order as 结转, and draft (拟办) its successor in a later plan.

    The successor keeps colour and 挂牌, and refers to the old order, which keeps its number, its
    steps and its files. Raises Refused.
    """
    locked_order = lock_for_step(actor, order, "carry", paper)
    if plan.city != locked_order.plan.city or plan.year <= locked_order.plan.year:
        raise Refused(_("只能结转到同一城市以后年度的计划。"))
    if locked_order.requests.filter(state__in=WAITING_STATES).exists():
        raise Refused(_("还有一件申请没有审批。请先审批，再结转。"))
    locked_order.carried_on = paper.on
    step = record_step(actor, locked_order, "carry", paper, plan=plan.pk)
    next_order = Order(
        plan=plan,
        commitment=commitment,
        matter="" if commitment is not None else f"carried:{locked_order.pk}",
        basis=f"结转自{locked_order.label}。{locked_order.basis}"[:MAX_BASIS_LENGTH],
        carried_from=locked_order,
        **{field_name: getattr(locked_order, field_name) for field_name in CARRIED_FIELDS},
    )
    draft_order(actor, OrderDraft(next_order, list(locked_order.cooperating.all())), paper)
    return step
