"""The office checks a report: accepts its figures, or sends it back with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from duban.series import Period
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import now
from duban_site.core.errors import Refused
from duban_site.reporting.actions.set_schedule import accept_milestone
from duban_site.reporting.automatic_assessment import enqueue_assessment
from duban_site.reporting.figure_sources import find_sources, record_figures
from duban_site.reporting.models import BodyReport, EntryFigure, Evidence, Figure, Milestone, ReportStatus
from duban_site.reporting.queries.month import list_reported_commitments
from duban_site.reporting.signals import report_returned

COMPARED_FIELDS = ("value", "published", "version")


@transaction.atomic
def accept_report(actor: Actor, report: BodyReport, milestones: Collection[int] = ()) -> list[Figure]:
    """Accept the report's figures, and confirm those of its steps that are in `milestones`.

    A figure for a period that has one becomes its next version. What a body sent for an indicator
    that is fed from elsewhere stays in the report and becomes no figure.
    """
    policy.require(actor, "reporting.check", report)
    locked_report = _lock_submitted_report(report)
    locked_report.status = ReportStatus.ACCEPTED
    locked_report.checked_by, locked_report.checked_at = as_person(actor), now()
    locked_report.reason = ""
    locked_report.save(update_fields=["status", "checked_by", "checked_at", "reason"])
    locked_report.entries.exclude(remark="").update(remark="")
    _confirm_milestones(actor, locked_report, milestones)
    figures = record_figures(locked_report.round.plan, _build_new_figures(actor, locked_report))
    logged_figures = [[figure.claim_id, figure.period, figure.value, figure.serial] for figure in figures]
    log_event(actor, "reporting.accept", locked_report, figures=logged_figures)
    if figures:
        enqueue_assessment(locked_report.round.plan)
    return figures


@transaction.atomic
def send_back(actor: Actor, report: BodyReport, reason: str, remarks: Mapping[int, str] | None = None) -> BodyReport:
    """Return the report to its body: a `reason` for all of it, `remarks` by commitment."""
    policy.require(actor, "reporting.check", report)
    locked_report = _lock_submitted_report(report)
    remark_by_commitment = {
        commitment_id: text.strip() for commitment_id, text in (remarks or {}).items() if text.strip()
    }
    if not reason.strip() and not remark_by_commitment:
        raise Refused(_("请写明退回原因，让单位知道要改什么。"))
    locked_report.status = ReportStatus.SENT_BACK
    locked_report.reason = reason.strip() or _refer_to_remarks(locked_report, remark_by_commitment)
    locked_report.checked_by, locked_report.checked_at = as_person(actor), now()
    locked_report.save(update_fields=["status", "reason", "checked_by", "checked_at"])
    _write_remarks(locked_report, remark_by_commitment)
    log_event(actor, "reporting.send_back", locked_report, reason=locked_report.reason, remarks=remark_by_commitment)
    report_returned.send(sender=BodyReport, report=locked_report)
    return locked_report


def _refer_to_remarks(report: BodyReport, remarks: Mapping[int, str]) -> str:
    """Which commitments have remarks, for reminders and lists, where the remarks themselves do not stand."""
    numbers = list_reported_commitments(report).filter(pk__in=remarks).values_list("number", flat=True)
    return _("请看这些任务上的意见：%(numbers)s") % {"numbers": "、".join(numbers)}


def _write_remarks(report: BodyReport, remarks: Mapping[int, str]) -> None:
    reported_ids = {row.pk for row in list_reported_commitments(report)}
    if remarks.keys() - reported_ids:
        raise Refused(_("退回意见要写在本报告的任务上。"))
    report.entries.exclude(remark="").update(remark="")
    for commitment, text in remarks.items():
        report.entries.update_or_create(
            commitment_id=commitment, defaults={"remark": text}, create_defaults={"remark": text, "version": 0}
        )


def _confirm_milestones(actor: Actor, report: BodyReport, milestones: Collection[int]) -> None:
    steps = Milestone.objects.filter(
        pk__in=milestones,
        commitment__in=list_reported_commitments(report).values("pk"),
        reported_done_on__isnull=False,
        accepted_on=None,
    )
    for step in steps:
        evidence_files = Evidence.objects.filter(entry__report=report, entry__commitment=step.commitment_id)
        done_on = cast(dt.date, step.reported_done_on)
        accept_milestone(actor, step, done_on, source=step.reported_source, evidence=evidence_files.first())


def _lock_submitted_report(report: BodyReport) -> BodyReport:
    locked_reports = BodyReport.objects.select_for_update(of=("self",)).select_related("round__plan", "body")
    locked_report = locked_reports.get(pk=report.pk)
    if locked_report.status != ReportStatus.SUBMITTED:
        raise Refused(_("这份报告不在待审核状态，可能已被别人处理。"))
    return locked_report


def _build_new_figures(actor: Actor, report: BodyReport) -> list[Figure]:
    figure_rows = list(EntryFigure.objects.filter(entry__report=report).select_related("claim", "entry"))
    fed_claims = find_sources(figure_row.claim_id for figure_row in figure_rows)
    figure_rows = [figure_row for figure_row in figure_rows if figure_row.claim_id not in fed_claims]
    claim_ids = [figure_row.claim_id for figure_row in figure_rows]
    newest_figures: dict[tuple[int, str], Figure] = {}
    for figure in Figure.objects.filter(claim__in=claim_ids).order_by("serial"):
        newest_figures[figure.claim_id, figure.period] = figure
    accepted_at, accepted_by = now(), as_person(actor)
    new_figures = []
    for figure_row in figure_rows:
        latest_figure = newest_figures.get((figure_row.claim_id, figure_row.period))
        if latest_figure is not None and all(
            getattr(latest_figure, field_name) == getattr(figure_row, field_name) for field_name in COMPARED_FIELDS
        ):
            continue
        new_figures.append(
            Figure(
                claim=figure_row.claim,
                period=figure_row.period,
                end=Period.parse(figure_row.period).end,
                value=figure_row.value,
                published=figure_row.published,
                version=figure_row.version,
                serial=1 if latest_figure is None else latest_figure.serial + 1,
                source=f"{report.body.name} {report.round.month}月报告",
                entry=figure_row.entry,
                body=report.body,
                accepted_by=accepted_by,
                accepted_at=accepted_at,
            )
        )
    return new_figures
