"""Accept or refuse a proposed figure. Accepting creates a figure that names its document."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.observation.models import Decision, Document, Proposal
from duban_site.reporting.assessing_soon import assess_soon
from duban_site.reporting.models import Figure


@transaction.atomic
def accept_proposal(actor: Actor, proposal: Proposal) -> Proposal:
    """Accept the proposal as the newest figure; figures that the body reported are preserved."""
    held = _held(actor, proposal)
    plan = held.document.plan
    newest = Figure.objects.filter(claim=held.claim, period=held.period).order_by("-serial").first()
    held.figure = Figure.objects.create(
        claim=held.claim,
        period=held.period,
        end=held.end,
        value=held.value,
        version=held.version,
        serial=1 if newest is None else newest.serial + 1,
        source=source_of(held.document),
        accepted_by=person_or_none(actor),
        accepted_at=utc_now(),
    )
    _decide(actor, held, Decision.ACCEPTED)
    log(actor, "observation.accept", held, claim=held.claim_id, value=str(held.value))
    assess_soon(plan)
    return held


@transaction.atomic
def refuse_proposal(actor: Actor, proposal: Proposal) -> Proposal:
    """Refuse the proposal; it remains stored with its quote."""
    held = _held(actor, proposal)
    _decide(actor, held, Decision.REFUSED)
    log(actor, "observation.refuse", held, claim=held.claim_id)
    return held


@transaction.atomic
def accept_sure(actor: Actor, document: Document) -> int:
    """Accept every open proposal of the document without doubt; returns how many."""
    policy.require(actor, "observation.decide", document.plan)
    rows = list(document.proposals.filter(decision=Decision.OPEN, sure=True))
    for row in rows:
        accept_proposal(actor, row)
    return len(rows)


def source_of(document: Document) -> str:
    """Return the source text of a figure: the document's title, file and hash."""
    return f"{document.title}（{document.name}，{document.sha256[:12]}）"[:300]


def _held(actor: Actor, proposal: Proposal) -> Proposal:
    policy.require(actor, "observation.decide", proposal.document.plan)
    rows = Proposal.objects.select_for_update(of=("self",))
    held = rows.select_related("document__plan", "claim").get(pk=proposal.pk)
    if held.decision != Decision.OPEN:
        raise Refused(_("这个数据已经有结论了。"))
    return held


def _decide(actor: Actor, held: Proposal, decision: Decision) -> None:
    held.decision, held.decided_at = decision, utc_now()
    held.decided_by = person_or_none(actor)
    held.save(update_fields=["decision", "decided_at", "decided_by", "figure"])
