"""Decide on what the reader proposed: accept, reject, or reopen."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Commitment, Part, State, Status

FINAL_STATES = (State.MERGED, State.SPLIT)


@transaction.atomic
def accept(actor: Actor, commitment: Commitment) -> Commitment:
    """Accept the commitment into the plan; from now on it counts."""
    return _decide(actor, commitment, State.ACCEPTED, "plans.accept")


@transaction.atomic
def reject(actor: Actor, commitment: Commitment) -> Commitment:
    """Reject it: the sentence promises nothing. It stays visible in the review."""
    return _decide(actor, commitment, State.REJECTED, "plans.reject")


@transaction.atomic
def reopen(actor: Actor, commitment: Commitment) -> Commitment:
    """Undo the decision, as long as the plan is a draft."""
    return _decide(actor, commitment, State.PROPOSED, "plans.reopen")


@transaction.atomic
def accept_part(actor: Actor, part: Part) -> int:
    """Accept all that is still undecided in a part, and counts; says how many.

    What the reader took for a slogan or a leading sentence is only accepted by itself.
    """
    policy.require(actor, "plans.review", part.plan)
    undecided = Commitment.objects.filter(topic__part=part, state=State.PROPOSED, counts=True)
    numbers = list(undecided.values_list("number", flat=True))
    undecided.update(state=State.ACCEPTED, decided_by=as_person(actor), decided_at=utc_now())
    if numbers:
        log_event(actor, "plans.accept_part", part.plan, part=part.heading, numbers=numbers)
    return len(numbers)


@transaction.atomic
def reject_part(actor: Actor, part: Part) -> int:
    """Reject all that is still undecided in a part, and counts; says how many. Each can be reopened."""
    policy.require(actor, "plans.review", part.plan)
    undecided = Commitment.objects.filter(topic__part=part, state=State.PROPOSED, counts=True)
    numbers = list(undecided.values_list("number", flat=True))
    undecided.update(state=State.REJECTED, decided_by=as_person(actor), decided_at=utc_now())
    if numbers:
        log_event(actor, "plans.reject_part", part.plan, part=part.heading, numbers=numbers)
    return len(numbers)


def _decide(actor: Actor, commitment: Commitment, state: State, action: str) -> Commitment:
    policy.require(actor, "plans.review", commitment.plan)
    locked_commitment = Commitment.objects.select_for_update().select_related("plan").get(pk=commitment.pk)
    require_open(locked_commitment)
    if (
        state is not State.ACCEPTED
        and locked_commitment.plan.status != Status.DRAFT
        and _is_accepted(locked_commitment)
    ):
        raise Refused(_("计划已执行，已确认的任务不能撤销；如目标有变化，请办理口径调整。"))
    previous_state, locked_commitment.state = locked_commitment.state, state
    locked_commitment.decided_by, locked_commitment.decided_at = as_person(actor), utc_now()
    locked_commitment.save(update_fields=["state", "decided_by", "decided_at"])
    log_event(actor, action, locked_commitment, before=previous_state)
    return locked_commitment


def _is_accepted(commitment: Commitment) -> bool:
    return commitment.state == State.ACCEPTED


def require_open(commitment: Commitment) -> None:
    """Raise Refused for a commitment that was merged or split, or whose plan is closed."""
    if commitment.state in FINAL_STATES:
        raise Refused(_("这一条已合并或已拆分，请在合并、拆分后的条目上操作。"))
    if commitment.plan.status == Status.CLOSED:
        raise Refused(_("计划已结束，不能再改。"))
