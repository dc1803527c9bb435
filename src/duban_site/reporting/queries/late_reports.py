"""Which reports are late or missing."""

from __future__ import annotations

from django.db.models import QuerySet

from duban_site.core import clock
from duban_site.reporting.models import BodyReport
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


def is_late(report: BodyReport) -> bool:
    """Whether it was handed in after the days of grace."""
    submitted_at = report.submitted_at
    return submitted_at is not None and clock.to_local_date(submitted_at) > report.round.late_after
