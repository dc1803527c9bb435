"""Merge commitments that are one task in several sentences."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.actions.decide import require_open
from duban_site.plans.models import Claim, Commitment, State, Status


@transaction.atomic
def merge(actor: Actor, into: Commitment, others: list[Commitment]) -> Commitment:
    """Merge `sources` of the same topic into `target`: their text, claims and names.

    The text of the result runs from the first to the last of them, verbatim.
    """
    policy.require(actor, "plans.review", into.plan)
    keys = [into.pk, *(other.pk for other in others)]
    held = {
        c.pk: c
        for c in Commitment.objects.select_for_update().select_related("plan").filter(pk__in=keys)
    }
    kept = held.pop(into.pk)
    _require_mergeable(kept, list(held.values()))
    everyone = [kept, *held.values()]
    kept.start = min(c.start for c in everyone)
    kept.end = max(c.end for c in everyone)
    kept.text = kept.plan.text[kept.start : kept.end]
    kept.names = sorted((n for c in everyone for n in c.names), key=lambda n: int(n["start"]))
    kept.save(update_fields=["start", "end", "text", "names"])
    Claim.objects.filter(commitment__in=held).update(commitment=kept)
    _renumber(kept)
    Commitment.objects.filter(pk__in=held).update(
        state=State.MERGED,
        merged_into=kept,
        decided_by=person_or_none(actor),
        decided_at=utc_now(),
    )
    log(actor, "plans.merge", kept, merged=sorted(c.number for c in held.values()))
    return kept


def _require_mergeable(kept: Commitment, others: list[Commitment]) -> None:
    if not others:
        raise Refused(_("请至少勾选一条要并入的任务。"))
    for commitment in (kept, *others):
        require_open(commitment)
    if any(c.topic_id != kept.topic_id for c in others):
        raise Refused(_("只能合并同一专题内的任务。"))
    if kept.plan.status != Status.DRAFT:
        raise Refused(_("计划已执行，不能再合并任务。"))


def _renumber(commitment: Commitment) -> None:
    claims = list(commitment.claims.order_by("start", "end"))
    for n, claim in enumerate(claims):
        claim.order = n
    Claim.objects.bulk_update(claims, ["order"])
