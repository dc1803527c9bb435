"""The months of a plan for the officer: their reports, assessments and closings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Q

from duban_site.plans.models import Plan
from duban_site.reporting.models import Assessment, ReportStatus
from duban_site.reporting.models.report import HANDED_IN
from duban_site.snapshots import queries
from duban_site.snapshots.freezing.header import get_closing_deadline, get_month_span
from duban_site.snapshots.models import Snapshot

MONTHS_PER_YEAR = 12
NO_REPORTING: dict[str, Any] = {"asked": 0, "accepted": 0, "waiting": 0, "missing": 0, "due": None}
"""The counts of a month without a reporting round."""


@dataclass(frozen=True, slots=True)
class MonthOverview:
    """One month: its reports, the assessment to close it with, its closings, newest first."""

    month: int
    requested: int
    accepted: int
    waiting: int
    missing: int
    due: dt.date | None
    as_of: dt.date | None
    closings: list[Snapshot]
    open_before: list[int] = field(default_factory=list)
    """Earlier months whose reports were asked for and that are not closed."""

    @property
    def last(self) -> Snapshot | None:
        """The latest closing, which is the valid one."""
        return self.closings[0] if self.closings else None

    @property
    def has_begun(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.requested or self.as_of or self.closings)


def list_months(plan: Plan) -> list[MonthOverview]:
    """The months that have begun, newest first, in three queries."""
    closings_by_month: dict[int, list[Snapshot]] = defaultdict(list)
    for snapshot in queries.list_plan_snapshots(plan):
        closings_by_month[snapshot.month].append(snapshot)
    round_by_month = {
        round_counts["month"]: round_counts
        for round_counts in plan.rounds.values("month", "due").annotate(
            asked=Count("reports"),
            accepted=Count("reports", filter=Q(reports__status=ReportStatus.ACCEPTED)),
            waiting=Count("reports", filter=Q(reports__status=ReportStatus.SUBMITTED)),
            missing=Count("reports", filter=~Q(reports__status__in=HANDED_IN)),
        )
    }
    assessment_date_by_month = _find_assessment_dates(plan)
    overviews = []
    for month in range(MONTHS_PER_YEAR, 0, -1):
        round_counts = round_by_month.get(month, NO_REPORTING)
        numbers = (round_counts["asked"], round_counts["accepted"], round_counts["waiting"], round_counts["missing"])
        overviews.append(
            MonthOverview(
                month, *numbers, round_counts["due"], assessment_date_by_month.get(month), closings_by_month[month]
            )
        )
    open_months = sorted(month.month for month in overviews if month.requested and not month.closings)
    return [
        replace(month, open_before=[number for number in open_months if number < month.month])
        for month in overviews
        if month.has_begun
    ]


def _find_assessment_dates(plan: Plan) -> dict[int, dt.date]:
    """Month → the date of the newest assessment that it can be closed with."""
    rows = Assessment.objects.filter(plan=plan, slot=0).order_by("as_of")
    assessment_dates = list(rows.values_list("as_of", flat=True).distinct())
    date_by_month: dict[int, dt.date] = {}
    for month in range(1, MONTHS_PER_YEAR + 1):
        month_end = get_month_span(plan.year, month)[1]
        closing_end = get_closing_deadline(plan.year, month)
        month_dates = [
            assessment_date for assessment_date in assessment_dates if month_end <= assessment_date < closing_end
        ]
        if month_dates:
            date_by_month[month] = month_dates[-1]
    return date_by_month
