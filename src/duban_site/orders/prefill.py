"""Prefill a draft order from a proposal or a commitment; an officer edits it before 立项.

The texts are always in Chinese, as the office will send them.
"""

from __future__ import annotations

from collections.abc import Sequence

from duban.orders import Rule
from duban_site.orders.models import BasisKind, Order, Proposal
from duban_site.people.models import Body
from duban_site.plans.models import Commitment
from duban_site.plans.queries import responsible

TITLE = 60
STATUS = {"behind": "欠进度", "overdue": "逾期未完成"}


def shortened(text: str) -> str:
    """Shorten a text to a title with “…”, at the end of a clause in its second half if any."""
    if len(text) <= TITLE:
        return text
    ends = max(text.rfind(mark, TITLE // 2, TITLE - 1) for mark in "，；、。")
    return text[: ends if ends > 0 else TITLE - 1] + "…"


def from_commitment(commitment: Commitment) -> tuple[Order, list[Body]]:
    """An unsaved order about a commitment with lead body and leader; and the cooperating bodies."""
    bodies = responsible(commitment)
    order = Order(
        plan=commitment.plan,
        commitment=commitment,
        matter=f"commitment:{commitment.pk}",
        title=shortened(f"{commitment.number} {commitment.text}"),
        basis_kind=BasisKind.COMMITMENT,
        basis=f"{commitment.plan.title or commitment.plan} {commitment.number}",
        leader=commitment.leader,
    )
    if bodies.leads:
        order.lead_body = bodies.leads[0].body
    others = [row.body for row in (*bodies.leads[1:], *bodies.cooperating)]
    return order, others


def from_proposal(proposal: Proposal) -> tuple[Order, Sequence[Body]]:
    """An unsaved order from a proposal, the evidence as its basis, and the cooperating bodies."""
    if proposal.commitment is not None:
        order, others = from_commitment(proposal.commitment)
        seen = "；".join(
            f"{each['as_of']} {STATUS.get(each['status'], each['status'])}"
            for each in proposal.evidence
        )
        order.basis = f"{order.basis}：{seen}"[:500]
        order.demand = "请查明落后原因，提出赶上序时进度的措施和完成时间，并按时反馈。"
        if proposal.rule == Rule.OVERDUE:
            order.demand = "任务已逾期。请查明原因，明确新的完成时间和责任人，并按时反馈。"
        return order, others
    body = proposal.body
    if body is None:
        msg = f"proposal {proposal.pk} names neither a commitment nor a unit"
        raise ValueError(msg)
    about = _about_ratings if proposal.rule == Rule.SATISFACTION else _about_reports
    return about(proposal, body), ()


def _about_reports(proposal: Proposal, body: Body) -> Order:
    months = "、".join(f"{each['month']}月" for each in proposal.evidence)
    what = "未报" if proposal.rule == Rule.UNREPORTED else "连续迟报"
    return Order(
        plan=proposal.plan,
        matter=proposal.matter,
        title=f"{body.name}{months}进展{what}"[:TITLE],
        basis_kind=BasisKind.OTHER,
        basis=f"{months}填报：{what}（{proposal.as_of}）",
        demand="请说明原因并补报，明确今后按时报送的责任人。",
        lead_body=body,
    )


def _about_ratings(proposal: Proposal, body: Body) -> Order:
    seen = proposal.evidence[0]
    rated = f"{seen['value']}%（{seen['count']}件评价，截至{seen['as_of']}）"
    return Order(
        plan=proposal.plan,
        matter=proposal.matter,
        title=f"{body.name}{seen['register']}满意度低"[:TITLE],
        basis_kind=BasisKind.REGISTER,
        basis=f"{seen['register']}满意度{rated}，低于{seen['floor']}%",
        demand="请查明不满意的原因，逐件回访，提出改进措施，并按时反馈。",
        lead_body=body,
    )
