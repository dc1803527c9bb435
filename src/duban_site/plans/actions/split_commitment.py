"""Split a commitment: one sentence is often several tasks with different lead bodies."""

from __future__ import annotations

from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from duban.commitments import CommitmentType
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.actions.decide_commitment import require_open
from duban_site.plans.models import Claim, Commitment, State

PAUSE_CHARACTERS = "，；。、,;"
"""After these characters a sentence may be cut."""


def list_cut_offsets(text: str) -> list[int]:
    """Offsets where `text` may be cut: after each pause but one at its end."""
    return [index + 1 for index, character in enumerate(text[:-1]) if character in PAUSE_CHARACTERS]


@transaction.atomic
def split(actor: Actor, commitment: Commitment, offsets: list[int]) -> list[Commitment]:
    """Cut the commitment's text at `offsets`; its claims go with their words.

    The pieces are proposed, numbered `part.topic.n-1`, `-2`, …; the original stays as `split_from`.
    """
    policy.require(actor, "plans.review", commitment.plan)
    parent = Commitment.objects.select_for_update().select_related("plan").get(pk=commitment.pk)
    _require_splittable(parent, offsets)
    bounds = [0, *sorted(set(offsets)), len(parent.text)]
    pieces = [
        _build_piece(parent, piece_number, start, end) for piece_number, (start, end) in enumerate(pairwise(bounds), 1)
    ]
    Commitment.objects.bulk_create(pieces)
    for claim in parent.claims.all():
        claim.commitment = next(piece for piece in reversed(pieces) if piece.start <= claim.start)
        claim.save(update_fields=["commitment"])
    _retype_pieces(pieces)
    parent.state = State.SPLIT
    parent.decided_by, parent.decided_at = as_person(actor), utc_now()
    parent.save(update_fields=["state", "decided_by", "decided_at"])
    log_event(actor, "plans.split", parent, pieces=[piece.number for piece in pieces])
    return pieces


def _retype_pieces(pieces: list[Commitment]) -> None:
    """A piece that no quantity went with is judged by milestones, as its type then says."""
    for piece in pieces:
        is_quantified = piece.type in (CommitmentType.QUANTIFIED, CommitmentType.HEADLINE)
        if is_quantified and not piece.claims.exists():
            piece.type = CommitmentType.QUALITATIVE.value
            piece.save(update_fields=["type"])


def _require_splittable(parent: Commitment, offsets: list[int]) -> None:
    require_open(parent)
    if not offsets or not all(0 < offset < len(parent.text) for offset in offsets):
        raise Refused(_("请至少勾选一处拆分位置。"))
    reported = Claim.objects.filter(commitment=parent, entry_figures__isnull=False).exists()
    if reported or parent.entries.exists():
        raise Refused(_("这一条已有填报数据，不能再拆分。"))


def _build_piece(parent: Commitment, piece_number: int, start: int, end: int) -> Commitment:
    return Commitment(
        plan=parent.plan,
        topic_id=parent.topic_id,
        order=parent.order,
        number=f"{parent.number}-{piece_number}",
        type=parent.type,
        text=parent.text[start:end],
        start=parent.start + start,
        end=parent.start + end,
        names=[name for name in parent.names if start <= name["start"] - parent.start < end],
        split_from=parent,
    )
