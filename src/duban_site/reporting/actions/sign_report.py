"""The body's head signs the month's report, withdraws the signature, or submits it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import now
from duban_site.core.errors import Refused, RowErrors
from duban_site.reporting.actions.write_entry import add_explanations
from duban_site.reporting.models import BodyReport, ReportStatus
from duban_site.reporting.models.report import OPEN
from duban_site.reporting.queries.findings import check_rows, list_unanswered
from duban_site.reporting.queries.month import Finding, MonthRow, build_month_rows


class UnansweredFindings(RowErrors):
    """What the checks ask and nobody has answered: `left`, each with the row that it is about."""

    def __init__(self, left: Sequence[tuple[MonthRow, Finding]]) -> None:
        message = _("有 %(count)s 处要核对：改正，或者写明原因，再签发。") % {"count": len(left)}
        errors = [(number, row.commitment.number, finding.message) for number, (row, finding) in enumerate(left, 1)]
        super().__init__(message, errors)
        self.left = left


Reasons = Mapping[int, Mapping[str, str]]
"""Commitment → code of a finding → why the figure or text is right all the same."""


@transaction.atomic
def sign(actor: Actor, report: BodyReport, reasons: Reasons | None = None) -> BodyReport:
    """Sign the report as its body's head, with `reasons` for the findings that ask for one.

    Raises UnansweredFindings where one is neither corrected nor answered.
    """
    policy.require(actor, "reporting.sign", report)
    locked_report = BodyReport.objects.select_for_update().get(pk=report.pk)
    if locked_report.status not in OPEN:
        raise Refused(_("这份报告不在填报中，不能签发。"))
    if not locked_report.entries.filter(version__gt=0).exists():
        raise Refused(_("这份报告还没有填写任何内容。"))
    explanations = _save_explanations(locked_report, reasons or {})
    _require_answers(locked_report)
    locked_report.status = ReportStatus.SIGNED
    locked_report.signed_by, locked_report.signed_at = as_person(actor), now()
    locked_report.save(update_fields=["status", "signed_by", "signed_at"])
    locked_report.drafts.all().delete()
    log_event(actor, "reporting.sign", locked_report, explanations=explanations)
    return locked_report


def _save_explanations(report: BodyReport, reasons: Reasons) -> dict[str, dict[str, str]]:
    explanations = {}
    for entry in report.entries.select_for_update().filter(commitment__in=reasons):
        if add_explanations(entry, reasons[entry.commitment_id]):
            entry.save(update_fields=["explanations"])
            explanations[str(entry.commitment_id)] = entry.explanations
    return explanations


def _require_answers(report: BodyReport) -> None:
    unresolved = list_unanswered(check_rows(report, build_month_rows(report)))
    if unresolved:
        raise UnansweredFindings(unresolved)


@transaction.atomic
def withdraw_signature(actor: Actor, report: BodyReport) -> BodyReport:
    """Withdraw the signature, as long as the report is not submitted."""
    policy.require(actor, "reporting.sign", report)
    locked_report = BodyReport.objects.select_for_update().get(pk=report.pk)
    if locked_report.status != ReportStatus.SIGNED:
        raise Refused(_("只有已签发、未报送的报告可以撤回。"))
    locked_report.status = ReportStatus.DRAFT
    locked_report.signed_by = locked_report.signed_at = None
    locked_report.save(update_fields=["status", "signed_by", "signed_at"])
    log_event(actor, "reporting.take_back", locked_report)
    return locked_report


@transaction.atomic
def submit(actor: Actor, report: BodyReport) -> BodyReport:
    """Submit the signed report to the office."""
    policy.require(actor, "reporting.submit", report)
    locked_report = BodyReport.objects.select_for_update().get(pk=report.pk)
    if locked_report.status != ReportStatus.SIGNED:
        raise Refused(_("请先由单位负责人签发，再报送。"))
    locked_report.status, locked_report.submitted_at = ReportStatus.SUBMITTED, now()
    locked_report.save(update_fields=["status", "submitted_at"])
    log_event(actor, "reporting.submit", locked_report)
    return locked_report
