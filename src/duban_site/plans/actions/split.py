"""Split a commitment: one sentence is often several tasks with different lead bodies."""

from __future__ import annotations

from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from duban.commitments import CommitmentType
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.actions.decide import require_open
from duban_site.plans.models import Claim, Commitment, State

PAUSES = "，；。、,;"
"""After these characters a sentence may be cut."""


def cuts(text: str) -> list[int]:
    """Offsets where `text` may be cut: after each pause but one at its end."""
    return [n + 1 for n, character in enumerate(text[:-1]) if character in PAUSES]


@transaction.atomic
def split(actor: Actor, commitment: Commitment, at: list[int]) -> list[Commitment]:
    """Cut the commitment's text at `offsets`; its claims go with their words.

    The pieces are proposed, numbered `part.topic.n-1`, `-2`, …; the original stays as `split_from`.
    """
    policy.require(actor, "plans.review", commitment.plan)
    whole = Commitment.objects.select_for_update().select_related("plan").get(pk=commitment.pk)
    _require_splittable(whole, at)
    bounds = [0, *sorted(set(at)), len(whole.text)]
    pieces = [_piece(whole, n, start, end) for n, (start, end) in enumerate(pairwise(bounds), 1)]
    Commitment.objects.bulk_create(pieces)
    for claim in whole.claims.all():
        claim.commitment = next(p for p in reversed(pieces) if p.start <= claim.start)
        claim.save(update_fields=["commitment"])
    _retype(pieces)
    whole.state = State.SPLIT
    whole.decided_by, whole.decided_at = person_or_none(actor), utc_now()
    whole.save(update_fields=["state", "decided_by", "decided_at"])
    log(actor, "plans.split", whole, pieces=[p.number for p in pieces])
    return pieces


def _retype(pieces: list[Commitment]) -> None:
    """A piece that no quantity went with is judged by milestones, as its type then says."""
    for piece in pieces:
        counted = piece.type in (CommitmentType.QUANTIFIED, CommitmentType.HEADLINE)
        if counted and not piece.claims.exists():
            piece.type = CommitmentType.QUALITATIVE.value
            piece.save(update_fields=["type"])


def _require_splittable(whole: Commitment, at: list[int]) -> None:
    require_open(whole)
    if not at or not all(0 < place < len(whole.text) for place in at):
        raise Refused(_("请至少勾选一处拆分位置。"))
    reported = Claim.objects.filter(commitment=whole, entry_figures__isnull=False).exists()
    if reported or whole.entries.exists():
        raise Refused(_("这一条已有填报数据，不能再拆分。"))


def _piece(whole: Commitment, n: int, start: int, end: int) -> Commitment:
    return Commitment(
        plan=whole.plan,
        topic_id=whole.topic_id,
        order=whole.order,
        number=f"{whole.number}-{n}",
        type=whole.type,
        text=whole.text[start:end],
        start=whole.start + start,
        end=whole.start + end,
        names=[x for x in whole.names if start <= x["start"] - whole.start < end],
        split_from=whole,
    )
