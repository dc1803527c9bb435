"""Proposals of the rules, which an officer turns into draft orders or declines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from duban.orders import Found
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.errors import Refused
from duban_site.orders import proposing
from duban_site.orders.actions.draft import Draft, draft
from duban_site.orders.models import Kind, Order, Proposal, ProposalState
from duban_site.orders.paper import Paper
from duban_site.orders.prefill import from_proposal
from duban_site.orders.telling import notify, officers
from duban_site.plans.models import Commitment, Plan, Status


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many proposals are new, still valid, and lapsed."""

    new: int
    kept: int
    lapsed: int


@transaction.atomic
def propose_orders(actor: Actor, plan: Plan, as_of: dt.date) -> Outcome:
    """Apply the rules as of a day; waiting proposals are updated, or lapse without grounds."""
    policy.require(actor, "orders.propose")
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    if held.status != Status.ACTIVE:
        raise Refused(_("计划未在执行，不能提出督办建议。"))
    waiting = {p.matter: p for p in held.proposals.filter(state=ProposalState.WAITING)}
    if any(proposal.as_of > as_of for proposal in waiting.values()):
        raise Refused(_("已有更晚日期的督办建议，不能再按 %(day)s 提出。") % {"day": as_of})
    found = {one.matter: one for one in proposing.found(held, as_of)}
    for matter, proposal in waiting.items():
        _renew(proposal, found.get(matter), as_of)
    new = [_row(held, one) for matter, one in found.items() if matter not in waiting]
    Proposal.objects.bulk_create(new)
    kept = len(found) - len(new)
    outcome = Outcome(len(new), kept, len(waiting) - kept)
    if new:
        path, key = f"{reverse('proposals')}?plan={held.pk}", f"proposed:{held.pk}:{as_of}"
        notify(officers(), Kind.PROPOSED, key, as_of, path, count=len(new), plan=str(held))
    matters = sorted(one.matter for one in new)
    log(actor, "orders.propose", held, as_of=as_of, new=matters, lapsed=outcome.lapsed)
    return outcome


def _renew(proposal: Proposal, found: Found | None, as_of: dt.date) -> None:
    if found is None:
        proposal.state, proposal.decided_on = ProposalState.LAPSED, as_of
    else:
        proposal.rule, proposal.evidence = found.rule.value, list(found.evidence)
        proposal.as_of = as_of
    proposal.save()


def _row(plan: Plan, found: Found) -> Proposal:
    kind, *_rest, key = found.matter.split(":")
    commitment = int(key) if kind == "commitment" else None
    body = None if kind == "commitment" else int(key)
    if commitment is not None:
        leads = Commitment.objects.get(pk=commitment).responsibilities.filter(duty="lead")
        body = leads.order_by("order").values_list("body", flat=True).first()
    return Proposal(
        plan=plan,
        rule=found.rule.value,
        matter=found.matter,
        commitment_id=commitment,
        body_id=body,
        as_of=found.as_of,
        first_as_of=found.as_of,
        evidence=list(found.evidence),
    )


@transaction.atomic
def confirm(actor: Actor, proposal: Proposal, on: dt.date) -> Order:
    """Turn a proposal into a draft order. Raises Refused."""
    held = _waiting(actor, proposal)
    if held.body is None:
        raise Refused(_("这项目标任务还没有牵头单位。请先分解到单位，再立项督办。"))
    order, cooperating = from_proposal(held)
    order = draft(actor, Draft(order, cooperating), Paper(on))
    held.state, held.order = ProposalState.CONFIRMED, order
    _decide(actor, held, on)
    log(actor, "orders.confirm", held, on=on, order=order.pk)
    return order


@transaction.atomic
def confirm_many(actor: Actor, keys: Sequence[int], on: dt.date) -> list[Order]:
    """Turn several proposals into draft orders, all or none. Raises Refused."""
    held = list(Proposal.objects.filter(pk__in=keys).order_by("pk"))
    if not held:
        raise Refused(_("请先勾选要转为督办单的建议。"))
    return [confirm(actor, proposal, on) for proposal in held]


@transaction.atomic
def decline(actor: Actor, proposal: Proposal, reason: str, on: dt.date) -> Proposal:
    """不予立项, with the reason; the same evidence will not propose it again."""
    held = _waiting(actor, proposal)
    if not reason.strip():
        raise Refused(_("请写明不予立项的理由。"))
    held.state, held.reason = ProposalState.DECLINED, reason.strip()
    _decide(actor, held, on)
    log(actor, "orders.decline", held, on=on, reason=held.reason)
    return held


def _waiting(actor: Actor, proposal: Proposal) -> Proposal:
    policy.require(actor, "orders.decide_proposal")
    held = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if held.state != ProposalState.WAITING:
        message = _("这条建议现在是“%(state)s”，可能已被别人处理。")
        raise Refused(message % {"state": held.get_state_display()})
    return held


def _decide(actor: Actor, held: Proposal, on: dt.date) -> None:
    held.decided_by, held.decided_on = person_or_none(actor), on
    held.save()
