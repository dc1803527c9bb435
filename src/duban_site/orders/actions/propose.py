"""Proposals of the rules, which an officer turns into draft orders or declines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from duban.orders import OrderProposal
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.orders import proposal_rules
from duban_site.orders.actions.draft import OrderDraft, draft_order
from duban_site.orders.models import NoticeKind, Order, Proposal, ProposalState
from duban_site.orders.prefill import draft_from_proposal
from duban_site.orders.step_notices import list_officers, write_notices
from duban_site.orders.step_paper import StepPaper
from duban_site.plans.models import Commitment, Plan, Status


@dataclass(frozen=True, slots=True)
class ProposingOutcome:
    """How many proposals are new, still valid, and lapsed."""

    new: int
    standing_count: int
    lapsed_count: int


@transaction.atomic
def propose_orders(actor: Actor, plan: Plan, as_of: dt.date) -> ProposingOutcome:
    """Apply the rules as of a day; waiting proposals are updated, or lapse without grounds."""
    policy.require(actor, "orders.propose")
    locked_plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked_plan.status != Status.ACTIVE:
        raise Refused(_("计划未在执行，不能提出督办建议。"))
    waiting_by_matter = {
        proposal_row.matter: proposal_row for proposal_row in locked_plan.proposals.filter(state=ProposalState.WAITING)
    }
    if any(proposal.as_of > as_of for proposal in waiting_by_matter.values()):
        raise Refused(_("已有更晚日期的督办建议，不能再按 %(day)s 提出。") % {"day": as_of})
    findings = {finding.matter: finding for finding in proposal_rules.find_proposals(locked_plan, as_of)}
    for matter, proposal in waiting_by_matter.items():
        _update_proposal(proposal, findings.get(matter), as_of)
    new_proposals = [
        _proposal_row(locked_plan, finding) for matter, finding in findings.items() if matter not in waiting_by_matter
    ]
    Proposal.objects.bulk_create(new_proposals)
    standing_count = len(findings) - len(new_proposals)
    outcome = ProposingOutcome(len(new_proposals), standing_count, len(waiting_by_matter) - standing_count)
    if new_proposals:
        path, notice_key = (f"{reverse('proposals')}?plan={locked_plan.pk}", f"proposed:{locked_plan.pk}:{as_of}")
        write_notices(
            list_officers(),
            NoticeKind.PROPOSED,
            notice_key,
            as_of,
            path,
            count=len(new_proposals),
            plan=str(locked_plan),
        )
    matters = sorted(finding.matter for finding in new_proposals)
    log_event(actor, "orders.propose", locked_plan, as_of=as_of, new=matters, lapsed=outcome.lapsed_count)
    return outcome


def _update_proposal(proposal: Proposal, finding: OrderProposal | None, as_of: dt.date) -> None:
    if finding is None:
        proposal.state, proposal.decided_on = ProposalState.LAPSED, as_of
    else:
        proposal.rule, proposal.evidence = finding.rule.value, list(finding.evidence)
        proposal.as_of = as_of
    proposal.save()


def _proposal_row(plan: Plan, finding: OrderProposal) -> Proposal:
    matter_kind, *_rest, matter_key = finding.matter.split(":")
    commitment_key = int(matter_key) if matter_kind == "commitment" else None
    body_key = None if matter_kind == "commitment" else int(matter_key)
    if commitment_key is not None:
        lead_duties = Commitment.objects.get(pk=commitment_key).responsibilities.filter(duty="lead")
        body_key = lead_duties.order_by("order").values_list("body", flat=True).first()
    return Proposal(
        plan=plan,
        rule=finding.rule.value,
        matter=finding.matter,
        commitment_id=commitment_key,
        body_id=body_key,
        as_of=finding.as_of,
        first_as_of=finding.as_of,
        evidence=list(finding.evidence),
    )


@transaction.atomic
def confirm_proposal(actor: Actor, proposal: Proposal, decided_on: dt.date) -> Order:
    """Turn a proposal into a draft order. Raises Refused."""
    locked_proposal = _lock_waiting(actor, proposal)
    if locked_proposal.body is None:
        raise Refused(_("这项目标任务还没有牵头单位。请先分解到单位，再立项督办。"))
    order, cooperating = draft_from_proposal(locked_proposal)
    order = draft_order(actor, OrderDraft(order, cooperating), StepPaper(decided_on))
    locked_proposal.state, locked_proposal.order = ProposalState.CONFIRMED, order
    _save_decision(actor, locked_proposal, decided_on)
    log_event(actor, "orders.confirm", locked_proposal, on=decided_on, order=order.pk)
    return order


@transaction.atomic
def confirm_proposals(actor: Actor, proposal_keys: Sequence[int], decided_on: dt.date) -> list[Order]:
    """Turn several proposals into draft orders, all or none. Raises Refused."""
    proposals = list(Proposal.objects.filter(pk__in=proposal_keys).order_by("pk"))
    if not proposals:
        raise Refused(_("请先勾选要转为督办单的建议。"))
    return [confirm_proposal(actor, proposal, decided_on) for proposal in proposals]


@transaction.atomic
def decline_proposal(actor: Actor, proposal: Proposal, reason: str, decided_on: dt.date) -> Proposal:
    """不予立项, with the reason; the same evidence will not propose it again."""
    locked_proposal = _lock_waiting(actor, proposal)
    if not reason.strip():
        raise Refused(_("请写明不予立项的理由。"))
    locked_proposal.state, locked_proposal.reason = ProposalState.DECLINED, reason.strip()
    _save_decision(actor, locked_proposal, decided_on)
    log_event(actor, "orders.decline", locked_proposal, on=decided_on, reason=locked_proposal.reason)
    return locked_proposal


def _lock_waiting(actor: Actor, proposal: Proposal) -> Proposal:
    policy.require(actor, "orders.decide_proposal")
    locked_proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if locked_proposal.state != ProposalState.WAITING:
        message = _("这条建议现在是“%(state)s”，可能已被别人处理。")
        raise Refused(message % {"state": locked_proposal.get_state_display()})
    return locked_proposal


def _save_decision(actor: Actor, locked_proposal: Proposal, decided_on: dt.date) -> None:
    locked_proposal.decided_by, locked_proposal.decided_on = as_person(actor), decided_on
    locked_proposal.save()
