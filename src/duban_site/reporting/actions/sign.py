"""The unit's head signs, takes back or hands in the month's report."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.reporting.models import BodyReport, ReportStatus
from duban_site.reporting.models.report import OPEN


@transaction.atomic
def sign(actor: Actor, report: BodyReport) -> BodyReport:
    """The head stands for what the unit says."""
    policy.require(actor, "reporting.sign", report)
    held = BodyReport.objects.select_for_update().get(pk=report.pk)
    if held.status not in OPEN:
        raise Refused(_("这份报告不在填报中，不能签发。"))
    if not held.entries.filter(version__gt=0).exists():
        raise Refused(_("这份报告还没有填写任何内容。"))
    held.status = ReportStatus.SIGNED
    held.signed_by, held.signed_at = person_or_none(actor), utc_now()
    held.save(update_fields=["status", "signed_by", "signed_at"])
    log(actor, "reporting.sign", held)
    return held


@transaction.atomic
def take_back(actor: Actor, report: BodyReport) -> BodyReport:
    """The head takes the signature back, as long as the report is not handed in."""
    policy.require(actor, "reporting.sign", report)
    held = BodyReport.objects.select_for_update().get(pk=report.pk)
    if held.status != ReportStatus.SIGNED:
        raise Refused(_("只有已签发、未报送的报告可以撤回。"))
    held.status = ReportStatus.DRAFT
    held.signed_by = held.signed_at = None
    held.save(update_fields=["status", "signed_by", "signed_at"])
    log(actor, "reporting.take_back", held)
    return held


@transaction.atomic
def submit(actor: Actor, report: BodyReport) -> BodyReport:
    """Hand the signed report in to the office."""
    policy.require(actor, "reporting.submit", report)
    held = BodyReport.objects.select_for_update().get(pk=report.pk)
    if held.status != ReportStatus.SIGNED:
        raise Refused(_("请先由单位负责人签发，再报送。"))
    held.status, held.submitted_at = ReportStatus.SUBMITTED, utc_now()
    held.save(update_fields=["status", "submitted_at"])
    log(actor, "reporting.submit", held)
    return held
