"""The office checks a report: accepts its figures, or sends it back with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from duban.series import Period
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.reporting.actions.set_schedule import accept_milestone
from duban_site.reporting.assessing_soon import assess_soon
from duban_site.reporting.feeding import record_figures, sources_of
from duban_site.reporting.models import (
    BodyReport,
    EntryFigure,
    Evidence,
    Figure,
    Milestone,
    ReportStatus,
)
from duban_site.reporting.queries.month import reported_by
from duban_site.reporting.signals import report_returned

SAME = ("value", "published", "version")


@transaction.atomic
def accept_report(
    actor: Actor, report: BodyReport, milestones: Collection[int] = ()
) -> list[Figure]:
    """Accept the report's figures, and confirm those of its steps that are in `milestones`.

    A figure for a period that has one becomes its next version. What a body sent for an indicator
    that is fed from elsewhere stays in the report and becomes no figure.
    """
    policy.require(actor, "reporting.check", report)
    held = _submitted(report)
    held.status = ReportStatus.ACCEPTED
    held.checked_by, held.checked_at = person_or_none(actor), utc_now()
    held.reason = ""
    held.save(update_fields=["status", "checked_by", "checked_at", "reason"])
    held.entries.exclude(remark="").update(remark="")
    _confirm(actor, held, milestones)
    figures = record_figures(held.round.plan, _new_figures(actor, held))
    told = [[f.claim_id, f.period, f.value, f.serial] for f in figures]
    log(actor, "reporting.accept", held, figures=told)
    if figures:
        assess_soon(held.round.plan)
    return figures


@transaction.atomic
def send_back(
    actor: Actor, report: BodyReport, reason: str, remarks: Mapping[int, str] | None = None
) -> BodyReport:
    """Return the report to its body: a `reason` for all of it, `remarks` by commitment."""
    policy.require(actor, "reporting.check", report)
    held = _submitted(report)
    wanted = {key: text.strip() for key, text in (remarks or {}).items() if text.strip()}
    if not reason.strip() and not wanted:
        raise Refused(_("请写明退回原因，让单位知道要改什么。"))
    held.status, held.reason = ReportStatus.SENT_BACK, reason.strip()
    held.checked_by, held.checked_at = person_or_none(actor), utc_now()
    held.save(update_fields=["status", "reason", "checked_by", "checked_at"])
    _remark(held, wanted)
    log(actor, "reporting.send_back", held, reason=held.reason, remarks=wanted)
    report_returned.send(sender=BodyReport, report=held)
    return held


def _remark(report: BodyReport, remarks: Mapping[int, str]) -> None:
    asked = {one.pk for one in reported_by(report)}
    if remarks.keys() - asked:
        raise Refused(_("退回意见要写在本报告的任务上。"))
    report.entries.exclude(remark="").update(remark="")
    for commitment, text in remarks.items():
        report.entries.update_or_create(
            commitment_id=commitment,
            defaults={"remark": text},
            create_defaults={"remark": text, "version": 0},
        )


def _confirm(actor: Actor, report: BodyReport, milestones: Collection[int]) -> None:
    steps = Milestone.objects.filter(
        pk__in=milestones,
        commitment__in=reported_by(report).values("pk"),
        reported_done_on__isnull=False,
        accepted_on=None,
    )
    for step in steps:
        own = Evidence.objects.filter(entry__report=report, entry__commitment=step.commitment_id)
        day = cast(dt.date, step.reported_done_on)
        accept_milestone(actor, step, day, source=step.reported_source, evidence=own.first())


def _submitted(report: BodyReport) -> BodyReport:
    held = BodyReport.objects.select_for_update(of=("self",)).select_related("round__plan", "body")
    found = held.get(pk=report.pk)
    if found.status != ReportStatus.SUBMITTED:
        raise Refused(_("这份报告不在待审核状态，可能已被别人处理。"))
    return found


def _new_figures(actor: Actor, report: BodyReport) -> list[Figure]:
    rows = list(EntryFigure.objects.filter(entry__report=report).select_related("claim", "entry"))
    fed = sources_of(row.claim_id for row in rows)
    rows = [row for row in rows if row.claim_id not in fed]
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
