"""The office checks a report: accepts its figures, or sends it back with a reason."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban.series import Period
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.reporting.assessing_soon import assess_soon
from duban_site.reporting.models import BodyReport, EntryFigure, Figure, ReportStatus
from duban_site.reporting.signals import report_returned

SAME = ("value", "published", "version")


@transaction.atomic
def accept_report(actor: Actor, report: BodyReport) -> list[Figure]:
    """Take the report's figures in. A figure for a period that has one becomes its next version."""
    policy.require(actor, "reporting.check", report)
    held = _submitted(report)
    held.status = ReportStatus.ACCEPTED
    held.checked_by, held.checked_at = person_or_none(actor), utc_now()
    held.reason = ""
    held.save(update_fields=["status", "checked_by", "checked_at", "reason"])
    figures = _new_figures(actor, held)
    Figure.objects.bulk_create(figures)
    told = [[f.claim_id, f.period, f.value, f.serial] for f in figures]
    log(actor, "reporting.accept", held, figures=told)
    if figures:
        assess_soon(held.round.plan)
    return figures


@transaction.atomic
def send_back(actor: Actor, report: BodyReport, reason: str) -> BodyReport:
    """Give the report back to its unit; the reason is shown to them."""
    policy.require(actor, "reporting.check", report)
    held = _submitted(report)
    if not reason.strip():
        raise Refused(_("请写明退回原因，让单位知道要改什么。"))
    held.status, held.reason = ReportStatus.SENT_BACK, reason.strip()
    held.checked_by, held.checked_at = person_or_none(actor), utc_now()
    held.save(update_fields=["status", "reason", "checked_by", "checked_at"])
    log(actor, "reporting.send_back", held, reason=held.reason)
    report_returned.send(sender=BodyReport, report=held)
    return held


def _submitted(report: BodyReport) -> BodyReport:
    held = BodyReport.objects.select_for_update(of=("self",)).select_related("round__plan", "body")
    found = held.get(pk=report.pk)
    if found.status != ReportStatus.SUBMITTED:
        raise Refused(_("这份报告不在待审核状态，可能已被别人处理。"))
    return found


def _new_figures(actor: Actor, report: BodyReport) -> list[Figure]:
    rows = EntryFigure.objects.filter(entry__report=report).select_related("claim", "entry")
    claims = [row.claim_id for row in rows]
    newest: dict[tuple[int, str], Figure] = {}
    for figure in Figure.objects.filter(claim__in=claims).order_by("serial"):
        newest[figure.claim_id, figure.period] = figure
    now, who = utc_now(), person_or_none(actor)
    found = []
    for row in rows:
        last = newest.get((row.claim_id, row.period))
        if last is not None and all(getattr(last, n) == getattr(row, n) for n in SAME):
            continue
        found.append(
            Figure(
                claim=row.claim,
                period=row.period,
                end=Period.parse(row.period).end,
                value=row.value,
                published=row.published,
                version=row.version,
                serial=1 if last is None else last.serial + 1,
                source=f"{report.body.name} {report.round.month}月报告",
                entry=row.entry,
                body=report.body,
                accepted_by=who,
                accepted_at=now,
            )
        )
    return found
