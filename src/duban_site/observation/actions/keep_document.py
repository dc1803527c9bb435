"""Store a document with its proposals. The same file a second time is refused."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.observation.models import Document, Proposal
from duban_site.observation.reading import Read
from duban_site.plans.models import Plan, Status


@transaction.atomic
def keep_document(actor: Actor, plan: Plan, read: Read) -> Document:
    """Store the document with its proposals, all undecided.

    Raises Refused where the plan is not active, or has this document already.
    """
    policy.require(actor, "observation.decide", plan)
    if plan.status != Status.ACTIVE:
        raise Refused(_("计划不在执行中，不能取数。"))
    if plan.documents.filter(sha256=read.sha256).exists():
        raise Refused(_("这个文件已经取过数了。"))
    document = Document.objects.create(
        plan=plan,
        title=read.title[:200],
        name=read.name[:200],
        sha256=read.sha256,
        text=read.text,
        read_at=utc_now(),
        read_by=person_or_none(actor),
    )
    Proposal.objects.bulk_create(
        Proposal(
            document=document,
            claim=claim,
            indicator=found.indicator[:200],
            number=found.said[:200],
            value=found.value,
            period=str(found.period),
            end=found.period.end,
            basis=found.basis[:80],
            version=found.version.value,
            quote=found.quote,
            start=found.start,
            sure=found.sure,
            doubt=found.doubt[:300],
        )
        for claim, found in read.found
    )
    log(actor, "observation.read", document, sha256=read.sha256, proposals=len(read.found))
    return document
