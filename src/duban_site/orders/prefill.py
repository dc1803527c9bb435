"""Prefill a draft order from a proposal or a commitment; an officer edits it before 立项.

The texts are always in Chinese, as the office will send them.
"""

from __future__ import annotations

from collections.abc import Sequence

from duban.orders import Rule
from duban_site.orders.models import BasisKind, Order, Proposal
from duban_site.people.models import Body
from duban_site.plans.models import Commitment
from duban_site.plans.queries import group_responsibilities

MAX_TITLE_LENGTH = 60
STATUS_LABELS = {"behind": "欠进度", "overdue": "逾期未完成"}


def shorten_title(text: str) -> str:
    """Shorten a text to a title with “…”, at the end of a clause in its second half if any."""
    if len(text) <= MAX_TITLE_LENGTH:
        return text
    cut_position = max(text.rfind(mark, MAX_TITLE_LENGTH // 2, MAX_TITLE_LENGTH - 1) for mark in "，；、。")
    return text[: cut_position if cut_position > 0 else MAX_TITLE_LENGTH - 1] + "…"


def draft_from_commitment(commitment: Commitment) -> tuple[Order, list[Body]]:
    """An unsaved order about a commitment with lead body and leader; and the cooperating bodies."""
    bodies = group_responsibilities(commitment)
    order = Order(
        plan=commitment.plan,
        commitment=commitment,
        matter=f"commitment:{commitment.pk}",
        title=shorten_title(f"{commitment.number} {commitment.text}"),
        basis_kind=BasisKind.COMMITMENT,
        basis=f"{commitment.plan.title or commitment.plan} {commitment.number}",
        leader=commitment.leader,
    )
    if bodies.leads:
        order.lead_body = bodies.leads[0].body
    cooperating = [row.body for row in (*bodies.leads[1:], *bodies.cooperating)]
    return order, cooperating


def draft_from_proposal(proposal: Proposal) -> tuple[Order, Sequence[Body]]:
    """An unsaved order from a proposal, the evidence as its basis, and the cooperating bodies."""
    if proposal.commitment is not None:
        order, cooperating = draft_from_commitment(proposal.commitment)
        findings = "；".join(
            f"{item['as_of']} {STATUS_LABELS.get(item['status'], item['status'])}" for item in proposal.evidence
        )
        order.basis = f"{order.basis}：{findings}"[:500]
        order.demand = "请查明落后原因，提出赶上序时进度的措施和完成时间，并按时反馈。"
        if proposal.rule == Rule.OVERDUE:
            order.demand = "任务已逾期。请查明原因，明确新的完成时间和责任人，并按时反馈。"
        return order, cooperating
    body = proposal.body
    if body is None:
        message = f"proposal {proposal.pk} names neither a commitment nor a unit"
        raise ValueError(message)
    build_order = _draft_about_ratings if proposal.rule == Rule.SATISFACTION else _draft_about_reports
    return build_order(proposal, body), ()


def _draft_about_reports(proposal: Proposal, body: Body) -> Order:
    months = "、".join(f"{item['month']}月" for item in proposal.evidence)
    fault_label = "未报" if proposal.rule == Rule.UNREPORTED else "连续迟报"
    return Order(
        plan=proposal.plan,
        matter=proposal.matter,
        title=f"{body.name}{months}进展{fault_label}"[:MAX_TITLE_LENGTH],
        basis_kind=BasisKind.OTHER,
        basis=f"{months}填报：{fault_label}（{proposal.as_of}）",
        demand="请说明原因并补报，明确今后按时报送的责任人。",
        lead_body=body,
    )


def _draft_about_ratings(proposal: Proposal, body: Body) -> Order:
    evidence = proposal.evidence[0]
    rating_text = f"{evidence['value']}%（{evidence['count']}件评价，截至{evidence['as_of']}）"
    return Order(
        plan=proposal.plan,
        matter=proposal.matter,
        title=f"{body.name}{evidence['register']}满意度低"[:MAX_TITLE_LENGTH],
        basis_kind=BasisKind.REGISTER,
        basis=f"{evidence['register']}满意度{rating_text}，低于{evidence['floor']}%",
        demand="请查明不满意的原因，逐件回访，提出改进措施，并按时反馈。",
        lead_body=body,
    )
