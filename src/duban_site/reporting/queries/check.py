"""Which reports are late or missing."""

from __future__ import annotations

from django.db.models import QuerySet

from duban_site.core import clock
from duban_site.reporting.models import BodyReport
from duban_site.reporting.models.report import HANDED_IN


def late_or_missing() -> QuerySet[BodyReport]:
    """Reports of plans in force that came late or have not come though they are due."""
    today = clock.today()
    reports = BodyReport.objects.filter(
        round__plan__status="active", round__due__lt=today
    ).select_related("round__plan", "body")
    waiting = reports.exclude(status__in=HANDED_IN)
    handed_in = reports.filter(status__in=HANDED_IN)
    late = [r.pk for r in handed_in if is_late(r)]
    return (waiting | reports.filter(pk__in=late)).order_by("-round__month", "body__order")


def is_late(report: BodyReport) -> bool:
    """Whether it was handed in after the days of grace."""
    at = report.submitted_at
    return at is not None and clock.day_of(at) > report.round.late_after
