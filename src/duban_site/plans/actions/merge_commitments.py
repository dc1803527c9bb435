"""Merge commitments that are one task in several sentences."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.actions.decide_commitment import require_open
from duban_site.plans.models import Claim, Commitment, State, Status


@transaction.atomic
def merge(actor: Actor, target: Commitment, sources: list[Commitment]) -> Commitment:
    """Merge `sources` of the same topic into `target`: their text, claims and names.

    The text of the result runs from the first to the last of them, verbatim.
    """
    policy.require(actor, "plans.review", target.plan)
    commitment_ids = [target.pk, *(source.pk for source in sources)]
    locked_commitments = {
        commitment.pk: commitment
        for commitment in Commitment.objects.select_for_update().select_related("plan").filter(pk__in=commitment_ids)
    }
    locked_target = locked_commitments.pop(target.pk)
    _require_mergeable(locked_target, list(locked_commitments.values()))
    merged_commitments = [locked_target, *locked_commitments.values()]
    locked_target.start = min(commitment.start for commitment in merged_commitments)
    locked_target.end = max(commitment.end for commitment in merged_commitments)
    locked_target.text = locked_target.plan.text[locked_target.start : locked_target.end]
    locked_target.names = sorted(
        (name for commitment in merged_commitments for name in commitment.names), key=lambda name: int(name["start"])
    )
    locked_target.save(update_fields=["start", "end", "text", "names"])
    Claim.objects.filter(commitment__in=locked_commitments).update(commitment=locked_target)
    _renumber(locked_target)
    Commitment.objects.filter(pk__in=locked_commitments).update(
        state=State.MERGED, merged_into=locked_target, decided_by=as_person(actor), decided_at=utc_now()
    )
    log_event(
        actor,
        "plans.merge",
        locked_target,
        merged=sorted(commitment.number for commitment in locked_commitments.values()),
    )
    return locked_target


def _require_mergeable(target: Commitment, sources: list[Commitment]) -> None:
    if not sources:
        raise Refused(_("请至少勾选一条要并入的任务。"))
    for commitment in (target, *sources):
        require_open(commitment)
    if any(source.topic_id != target.topic_id for source in sources):
        raise Refused(_("只能合并同一专题内的任务。"))
    if target.plan.status != Status.DRAFT:
        raise Refused(_("计划已执行，不能再合并任务。"))


def _renumber(commitment: Commitment) -> None:
    claims = list(commitment.claims.order_by("start", "end"))
    for index, claim in enumerate(claims):
        claim.order = index
    Claim.objects.bulk_update(claims, ["order"])
