"""The office says which files of evidence everybody may see."""

from __future__ import annotations

from django.db import transaction

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.reporting.models import Evidence


@transaction.atomic
def mark_public(actor: Actor, evidence: Evidence, public: bool) -> None:
    """Mark a file of a submitted report as public or not; closed months do not change."""
    policy.require(actor, "reporting.mark_public", evidence)
    evidence.public = public
    evidence.save(update_fields=["public"])
    log_event(actor, "reporting.mark_public", evidence, public=public, sha256=evidence.sha256)
