"""Accept or refuse a proposed figure. Accepting creates a figure that names its document."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import now, utc_now
from duban_site.core.errors import Refused
from duban_site.observation.models import Decision, Document, Proposal
from duban_site.reporting.automatic_assessment import enqueue_assessment
from duban_site.reporting.figure_sources import record_figures
from duban_site.reporting.models import Figure


@transaction.atomic
def accept_proposal(actor: Actor, proposal: Proposal) -> Proposal:
    """Accept the proposal as the newest figure; figures that the body reported are preserved."""
    locked_proposal = _lock_proposal(actor, proposal)
    plan = locked_proposal.document.plan
    newest_figure = (
        Figure.objects.filter(claim=locked_proposal.claim, period=locked_proposal.period).order_by("-serial").first()
    )
    figure = Figure(
        claim=locked_proposal.claim,
        period=locked_proposal.period,
        end=locked_proposal.end,
        value=locked_proposal.value,
        version=locked_proposal.version,
        serial=1 if newest_figure is None else newest_figure.serial + 1,
        source=describe_source(locked_proposal.document),
        accepted_by=as_person(actor),
        accepted_at=now(),
    )
    record_figures(plan, [figure])
    locked_proposal.figure = figure
    _record_decision(actor, locked_proposal, Decision.ACCEPTED)
    log_event(
        actor, "observation.accept", locked_proposal, claim=locked_proposal.claim_id, value=str(locked_proposal.value)
    )
    enqueue_assessment(plan)
    return locked_proposal


@transaction.atomic
def refuse_proposal(actor: Actor, proposal: Proposal) -> Proposal:
    """Refuse the proposal; it remains stored with its quote."""
    locked_proposal = _lock_proposal(actor, proposal)
    _record_decision(actor, locked_proposal, Decision.REFUSED)
    log_event(actor, "observation.refuse", locked_proposal, claim=locked_proposal.claim_id)
    return locked_proposal


@transaction.atomic
def accept_sure_proposals(actor: Actor, document: Document) -> int:
    """Accept every open proposal of the document without doubt; returns how many."""
    policy.require(actor, "observation.decide", document.plan)
    rows = list(document.proposals.filter(decision=Decision.OPEN, sure=True))
    for row in rows:
        accept_proposal(actor, row)
    return len(rows)


def describe_source(document: Document) -> str:
    """Return the source text of a figure: the document's title, file and hash."""
    return f"{document.title}（{document.name}，{document.sha256[:12]}）"[:300]


def _lock_proposal(actor: Actor, proposal: Proposal) -> Proposal:
    policy.require(actor, "observation.decide", proposal.document.plan)
    rows = Proposal.objects.select_for_update(of=("self",))
    locked_proposal = rows.select_related("document__plan", "claim").get(pk=proposal.pk)
    if locked_proposal.decision != Decision.OPEN:
        raise Refused(_("这个数据已经有结论了。"))
    return locked_proposal


def _record_decision(actor: Actor, proposal: Proposal, decision: Decision) -> None:
    proposal.decision, proposal.decided_at = decision, utc_now()
    proposal.decided_by = as_person(actor)
    proposal.save(update_fields=["decision", "decided_at", "decided_by", "figure"])
