"""Which reports are late or missing."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, QuerySet

from duban_site.core import clock
from duban_site.reporting.models import BodyReport, ReportStatus
from duban_site.reporting.models.report import HANDED_IN


def list_late_or_missing() -> QuerySet[BodyReport]:
    """Reports of plans in force that came late or have not come though they are due."""
    today = clock.today()
    reports = BodyReport.objects.filter(round__plan__status="active", round__due__lt=today).select_related(
        "round__plan", "body"
    )
    waiting = reports.exclude(status__in=HANDED_IN)
    handed_in = reports.filter(status__in=HANDED_IN)
    late_ids = [report.pk for report in handed_in if is_late(report)]
    return (waiting | reports.filter(pk__in=late_ids)).order_by("-round__month", "body__order")


def find_missed_closing(report: BodyReport) -> dt.date | None:
    """The day on which the report's month was last closed without it; None where it is in, or nothing is closed."""
    reporting_round = report.round
    closings = reporting_round.plan.snapshots.filter(month=reporting_round.month)
    closed_at = closings.aggregate(Max("made_at"))["made_at__max"]
    if closed_at is None:
        return None
    is_in = report.status == ReportStatus.ACCEPTED and report.checked_at is not None and report.checked_at <= closed_at
    return None if is_in else clock.to_local_date(closed_at)


def is_late(report: BodyReport) -> bool:
    """Whether it was handed in after the days of grace."""
    submitted_at = report.submitted_at
    return submitted_at is not None and clock.to_local_date(submitted_at) > report.round.late_after
