"""Store a document with its proposals. The same file a second time is refused."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.observation.models import Document, Proposal
from duban_site.observation.reading import DocumentReading
from duban_site.plans.models import Plan, Status


@transaction.atomic
def store_document(actor: Actor, plan: Plan, reading: DocumentReading) -> Document:
    """Store the document with its proposals, all undecided.

    Raises Refused where the plan is not active, or has this document already.
    """
    policy.require(actor, "observation.decide", plan)
    if plan.status != Status.ACTIVE:
        raise Refused(_("计划不在执行中，不能取数。"))
    if plan.documents.filter(sha256=reading.sha256).exists():
        raise Refused(_("这个文件已经取过数了。"))
    document = Document.objects.create(
        plan=plan,
        title=reading.title[:200],
        name=reading.name[:200],
        sha256=reading.sha256,
        text=reading.text,
        read_at=utc_now(),
        read_by=as_person(actor),
    )
    Proposal.objects.bulk_create(
        Proposal(
            document=document,
            claim=claim,
            indicator=observed.indicator[:200],
            number=observed.signed_number[:200],
            value=observed.value,
            period=str(observed.period),
            end=observed.period.end,
            basis=observed.basis[:80],
            version=observed.version.value,
            quote=observed.quote,
            start=observed.start,
            sure=observed.sure,
            doubt=observed.doubt[:300],
        )
        for claim, observed in reading.proposals
    )
    log_event(actor, "observation.read", document, sha256=reading.sha256, proposals=len(reading.proposals))
    return document
