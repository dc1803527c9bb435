"""Bodies and leaders: how what they answer for stands."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from duban_site.boards.queries.months import Tally, build_tallies
from duban_site.boards.queries.table import annotate_status, prefetch_row_details
from duban_site.people.models import Body, Leader
from duban_site.plans.models import Duty, Plan, State
from duban_site.reporting.models import Assessment, Entry, ReportStatus

WORST_FIRST = (
    Q(now_status="overdue"),
    Q(now_status="behind", now_light="red"),
    Q(now_status="behind"),
    Q(now_light="red"),
    Q(now_status="no_data"),
    Q(now_light="yellow"),
)
"""What stands first on the pages of leaders and bodies; the rest follows in the report's order."""


@dataclass(frozen=True, slots=True)
class Group:
    """One unit or leader with how many of its commitments have each status."""

    key: int
    name: str
    title: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many commitments."""
        return sum(self.counts.values())

    @property
    def late(self) -> int:
        """How many are behind or overdue."""
        return self.counts.get("behind", 0) + self.counts.get("overdue", 0)

    def listed(self) -> list[Tally]:
        """In the bulletin's order."""
        return build_tallies(self.counts)


def list_body_groups(plan: Plan, as_of: dt.date) -> list[Group]:
    """Every unit that leads something, those with most behind first: one query."""
    path = "commitment__responsibilities"
    rows = (
        _select_assessments(plan, as_of)
        .filter(**{f"{path}__duty": Duty.LEAD})
        .values("status", key=F(f"{path}__body"), name=F(f"{path}__body__name"))
        .annotate(n=Count("pk"))
    )
    return _build_groups(rows)


def list_leader_groups(plan: Plan, as_of: dt.date) -> list[Group]:
    """Every leader in charge of something: one query."""
    path = "commitment__leader"
    rows = (
        _select_assessments(plan, as_of)
        .filter(**{f"{path}__isnull": False})
        .values("status", key=F(path), name=F(f"{path}__name"), title=F(f"{path}__title"))
        .annotate(n=Count("pk"))
    )
    return _build_groups(rows)


def list_board_commitments(
    plan: Plan, as_of: dt.date, *, body: Body | None = None, leader: Leader | None = None, duty: Duty = Duty.LEAD
) -> QuerySet[Any]:
    """What a body leads (or cooperates in, by `duty`) or a leader answers for, worst first."""
    commitments = plan.commitments.filter(state=State.ACCEPTED)
    if body is not None:
        commitments = commitments.filter(responsibilities__body=body, responsibilities__duty=duty)
    if leader is not None:
        commitments = commitments.filter(leader=leader)
    severity = Case(
        *(When(condition, then=Value(rank)) for rank, condition in enumerate(WORST_FIRST)),
        default=Value(len(WORST_FIRST)),
    )
    latest_words = (
        Entry.objects.filter(commitment=OuterRef("pk"), report__status=ReportStatus.ACCEPTED)
        .exclude(problems="", progress="")
        .order_by("-report__round__month")
        .annotate(words=Case(When(problems="", then="progress"), default="problems"))
    )
    rows = annotate_status(commitments, as_of).annotate(
        severity=severity,
        falls_short=Case(When(now_status__in=("behind", "overdue"), then=Value(True)), default=Value(False)),
        now_words=Subquery(latest_words.values("words")[:1]),
    )
    return prefetch_row_details(rows).order_by("severity", "order", "number")


def _select_assessments(plan: Plan, as_of: dt.date) -> QuerySet[Assessment]:
    rows = Assessment.objects.filter(plan=plan, as_of=as_of, slot=0)
    return rows.filter(commitment__state=State.ACCEPTED).order_by()


def _build_groups(rows: Any) -> list[Group]:
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    names: dict[int, tuple[str, str]] = {}
    for row in rows:
        counts[row["key"]][row["status"]] = row["n"]
        names[row["key"]] = (row["name"], row.get("title", ""))
    groups = [Group(key, *name, counts=counts[key]) for key, name in names.items()]
    return sorted(groups, key=lambda group: (-group.late, -group.total, group.name))
