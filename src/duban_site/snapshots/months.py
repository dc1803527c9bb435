"""The months of a plan for the officer: their reports, assessments and closings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from duban_site.plans.models import Plan
from duban_site.reporting.models import Assessment, ReportStatus
from duban_site.reporting.models.report import HANDED_IN
from duban_site.snapshots import queries
from duban_site.snapshots.freezing.header import closing_ends, month_span
from duban_site.snapshots.models import Snapshot

MONTHS = 12
NOT_ASKED: dict[str, Any] = {"asked": 0, "accepted": 0, "waiting": 0, "missing": 0, "due": None}
"""The counts of a month without a reporting round."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its reports, the assessment to close it with, its closings, newest first."""

    month: int
    asked: int
    accepted: int
    waiting: int
    missing: int
    due: dt.date | None
    as_of: dt.date | None
    closings: list[Snapshot]

    @property
    def last(self) -> Snapshot | None:
        """The latest closing, which is the valid one."""
        return self.closings[0] if self.closings else None

    @property
    def begun(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.asked or self.as_of or self.closings)


def months(plan: Plan) -> list[Month]:
    """The months that have begun, newest first, in three queries."""
    closings: dict[int, list[Snapshot]] = defaultdict(list)
    for one in queries.of_plan(plan):
        closings[one.month].append(one)
    rounds = {
        row["month"]: row
        for row in plan.rounds.values("month", "due").annotate(
            asked=Count("reports"),
            accepted=Count("reports", filter=Q(reports__status=ReportStatus.ACCEPTED)),
            waiting=Count("reports", filter=Q(reports__status=ReportStatus.SUBMITTED)),
            missing=Count("reports", filter=~Q(reports__status__in=HANDED_IN)),
        )
    }
    days = _assessed(plan)
    found = []
    for month in range(MONTHS, 0, -1):
        row = rounds.get(month, NOT_ASKED)
        numbers = row["asked"], row["accepted"], row["waiting"], row["missing"]
        found.append(Month(month, *numbers, row["due"], days.get(month), closings[month]))
    return [month for month in found if month.begun]


def _assessed(plan: Plan) -> dict[int, dt.date]:
    """Month → the date of the newest assessment that it can be closed with."""
    rows = Assessment.objects.filter(plan=plan, slot=0).order_by("as_of")
    days = list(rows.values_list("as_of", flat=True).distinct())
    found: dict[int, dt.date] = {}
    for month in range(1, MONTHS + 1):
        end = month_span(plan.year, month)[1]
        following = closing_ends(plan.year, month)
        of_month = [day for day in days if end <= day < following]
        if of_month:
            found[month] = of_month[-1]
    return found
