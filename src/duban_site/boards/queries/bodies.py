"""Bodies and leaders: how what they answer for stands."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from duban_site.boards.queries.months import Tally, counted
from duban_site.boards.queries.table import listed, with_status
from duban_site.people.models import Body, Leader
from duban_site.plans.models import Duty, Plan, State
from duban_site.reporting.models import Assessment


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
        return counted(self.counts)


def bodies(plan: Plan, as_of: dt.date) -> list[Group]:
    """Every unit that leads something, those with most behind first: one query."""
    path = "commitment__responsibilities"
    rows = (
        _assessed(plan, as_of)
        .filter(**{f"{path}__duty": Duty.LEAD})
        .values("status", key=F(f"{path}__body"), name=F(f"{path}__body__name"))
        .annotate(n=Count("pk"))
    )
    return _grouped(rows)


def leaders(plan: Plan, as_of: dt.date) -> list[Group]:
    """Every leader in charge of something: one query."""
    path = "commitment__leader"
    rows = (
        _assessed(plan, as_of)
        .filter(**{f"{path}__isnull": False})
        .values("status", key=F(path), name=F(f"{path}__name"), title=F(f"{path}__title"))
        .annotate(n=Count("pk"))
    )
    return _grouped(rows)


def board_of(
    plan: Plan,
    as_of: dt.date,
    *,
    body: Body | None = None,
    leader: Leader | None = None,
    duty: Duty = Duty.LEAD,
) -> QuerySet[Any]:
    """What a body leads (or cooperates in, by `duty`) or a leader answers for, worst first."""
    own = plan.commitments.filter(state=State.ACCEPTED)
    if body is not None:
        own = own.filter(responsibilities__body=body, responsibilities__duty=duty)
    if leader is not None:
        own = own.filter(leader=leader)
    late = Q(now_status__in=("behind", "overdue"))
    rows = with_status(own, as_of).annotate(is_late=Count("pk", filter=late))
    return listed(rows).order_by("-is_late", "order", "number")


def _assessed(plan: Plan, as_of: dt.date) -> QuerySet[Assessment]:
    rows = Assessment.objects.filter(plan=plan, as_of=as_of, slot=0)
    return rows.filter(commitment__state=State.ACCEPTED).order_by()


def _grouped(rows: Any) -> list[Group]:
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    names: dict[int, tuple[str, str]] = {}
    for row in rows:
        counts[row["key"]][row["status"]] = row["n"]
        names[row["key"]] = (row["name"], row.get("title", ""))
    groups = [Group(key, *name, counts=counts[key]) for key, name in names.items()]
    return sorted(groups, key=lambda g: (-g.late, -g.total, g.name))
