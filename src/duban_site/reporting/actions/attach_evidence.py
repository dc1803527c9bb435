"""Evidence: a file beside an entry."""

from __future__ import annotations

from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.core.evidence_store import store_file
from duban_site.plans.models import Commitment
from duban_site.reporting.models import BodyReport, Entry, Evidence
from duban_site.reporting.models.report import OPEN


def attach(actor: Actor, report: BodyReport, commitment: Commitment, name: str, file: IO[bytes]) -> Evidence:
    """Store the file, then link it to the entry; a crash between the two leaves only an orphan."""
    policy.require(actor, "reporting.edit_entry", report)
    stored = store_file(file, name)
    with transaction.atomic():
        locked_report = BodyReport.objects.select_for_update().get(pk=report.pk)
        if locked_report.status not in OPEN:
            raise Refused(_("本月报告已签发或报送，不能再加佐证材料。"))
        entry = Entry.objects.get_or_create(report=locked_report, commitment=commitment, defaults={"version": 0})[0]
        evidence, is_new = Evidence.objects.get_or_create(
            entry=entry,
            sha256=stored.sha256,
            defaults={
                "name": stored.name,
                "size": stored.size,
                "content_type": stored.content_type,
                "uploaded_by": as_person(actor),
            },
        )
        if is_new:
            log_event(actor, "reporting.attach", evidence, sha256=stored.sha256, entry=str(entry))
    return evidence


@transaction.atomic
def detach(actor: Actor, evidence: Evidence) -> None:
    """Remove a file from an entry that is not submitted. The log records its hash."""
    report = BodyReport.objects.select_for_update().get(pk=evidence.entry.report_id)
    policy.require(actor, "reporting.edit_entry", report)
    if report.status not in OPEN:
        raise Refused(_("本月报告已签发或报送，不能再删佐证材料。"))
    details = {"name": evidence.name, "sha256": evidence.sha256}
    evidence.delete()
    log_event(actor, "reporting.detach", report, **details)
