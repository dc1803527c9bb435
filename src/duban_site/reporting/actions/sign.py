"""The body's head signs the month's report, withdraws the signature, or submits it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused, RowErrors
from duban_site.reporting.actions.write_entry import explain
from duban_site.reporting.models import BodyReport, ReportStatus
from duban_site.reporting.models.report import OPEN
from duban_site.reporting.queries.findings import checked, unanswered
from duban_site.reporting.queries.month import month_rows

Reasons = Mapping[int, Mapping[str, str]]
"""Commitment → code of a finding → why the figure or text is right all the same."""


@transaction.atomic
def sign(actor: Actor, report: BodyReport, reasons: Reasons | None = None) -> BodyReport:
    """Sign the report as its body's head, with `reasons` for the findings that ask for one.

    Raises RowErrors with every finding that is neither corrected nor answered.
    """
    policy.require(actor, "reporting.sign", report)
    held = BodyReport.objects.select_for_update().get(pk=report.pk)
    if held.status not in OPEN:
        raise Refused(_("这份报告不在填报中，不能签发。"))
    if not held.entries.filter(version__gt=0).exists():
        raise Refused(_("这份报告还没有填写任何内容。"))
    given = _explained(held, reasons or {})
    _require_answers(held)
    held.status = ReportStatus.SIGNED
    held.signed_by, held.signed_at = person_or_none(actor), utc_now()
    held.save(update_fields=["status", "signed_by", "signed_at"])
    held.drafts.all().delete()
    log(actor, "reporting.sign", held, explanations=given)
    return held


def _explained(report: BodyReport, reasons: Reasons) -> dict[str, dict[str, str]]:
    given = {}
    for entry in report.entries.select_for_update().filter(commitment__in=reasons):
        if explain(entry, reasons[entry.commitment_id]):
            entry.save(update_fields=["explanations"])
            given[str(entry.commitment_id)] = entry.explanations
    return given


def _require_answers(report: BodyReport) -> None:
    left = unanswered(checked(report, month_rows(report)))
    if left:
        message = _("有 %(count)s 处要核对：改正，或者写明原因，再签发。")
        rows = [(n, row.commitment.number, found.message) for n, (row, found) in enumerate(left, 1)]
        raise RowErrors(message % {"count": len(left)}, rows)


@transaction.atomic
def take_back(actor: Actor, report: BodyReport) -> BodyReport:
    """Withdraw the signature, as long as the report is not submitted."""
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
    """Submit the signed report to the office."""
    policy.require(actor, "reporting.submit", report)
    held = BodyReport.objects.select_for_update().get(pk=report.pk)
    if held.status != ReportStatus.SIGNED:
        raise Refused(_("请先由单位负责人签发，再报送。"))
    held.status, held.submitted_at = ReportStatus.SUBMITTED, utc_now()
    held.save(update_fields=["status", "submitted_at"])
    log(actor, "reporting.submit", held)
    return held
