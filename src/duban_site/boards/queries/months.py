"""The days on which a plan was assessed, with the counts of each: one query."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count

from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.plans.models import Plan
from duban_site.reporting.models import Assessment

NEVER = dt.date.min
"""Stands for "no assessment yet" in conditions: no row has this date."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many commitments have a status, and how many per cent of all that is."""

    status: str
    count: int
    percent: str


@dataclass(frozen=True, slots=True)
class Month:
    """How all commitments of a plan stood on one day."""

    as_of: dt.date
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many were assessed."""
        return sum(self.counts.values())

    def listed(self) -> list[Tally]:
        """Every status in the bulletin's order, also those that nobody has."""
        return build_tallies(self.counts)


@dataclass(frozen=True, slots=True)
class Months:
    """All assessed days in order; the selected one (`now`), and the one before it."""

    days: list[Month]
    now: Month | None
    before: Month | None

    @property
    def as_of(self) -> dt.date:
        """The selected day; `NEVER` where nothing was assessed."""
        return NEVER if self.now is None else self.now.as_of

    @property
    def newest(self) -> bool:
        """Whether the selected day is the latest."""
        return not self.days or self.now is self.days[-1]


def build_tallies(counts: dict[str, int]) -> list[Tally]:
    """Return the counts in the bulletin's order, with their shares of the total."""
    total = sum(counts.values())
    return [
        Tally(status, count, f"{100 * count / total:.1f}%" if total else "—")
        for status, count in ((status, counts.get(status, 0)) for status, _word in STATUS_CHOICES)
    ]


def load_months(plan: Plan, requested_day: str = "") -> Months:
    """Return the assessed days; `requested_day` (YYYY-MM-DD) selects one, else the latest is."""
    rows = (
        Assessment.objects.filter(plan=plan, slot=0)
        .order_by("as_of")
        .values_list("as_of", "status")
        .annotate(n=Count("pk"))
    )
    counts_by_day: dict[dt.date, dict[str, int]] = {}
    for as_of, status, count in rows:
        counts_by_day.setdefault(as_of, {})[status] = count
    days = [Month(as_of, counts) for as_of, counts in sorted(counts_by_day.items())]
    position = next(
        (count for count, month in enumerate(days) if month.as_of.isoformat() == requested_day), len(days) - 1
    )
    selected = days[position] if days else None
    return Months(days, selected, days[position - 1] if position > 0 else None)
