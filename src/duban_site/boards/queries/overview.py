"""The overview: where the plan stands, in six queries whatever its size."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Window

from duban_site.boards.queries.months import Months
from duban_site.plans.models import Claim, Commitment, Part, Plan, State
from duban_site.reporting.models import Assessment, Figure, Milestone

MAX_LISTED = 12
MAX_HEADLINES = 24
LOOKAHEAD = dt.timedelta(days=45)
"""What falls due within these days is shown."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part and how many of its commitments have each status."""

    part: Part
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """How many commitments."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline indicator: its claim, its assessment, its figures in order."""

    assessment: Assessment
    claim: Claim
    figures: list[Figure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the page shows."""

    parts: list[PartRow]
    headlines: list[Headline]
    changed: list[Any]
    changed_count: int
    due: list[Commitment]
    steps: list[Milestone]


def load_overview(plan: Plan, months: Months) -> Overview:
    """Load everything the overview page needs."""
    changed = _load_changed(plan, months)
    return Overview(
        parts=_load_parts(plan, months.as_of),
        headlines=_load_headlines(plan, months.as_of),
        changed=changed,
        changed_count=changed[0].of_all if changed else 0,
        due=_load_due_commitments(plan, months.as_of),
        steps=_load_due_milestones(plan, months.as_of),
    )


def _load_parts(plan: Plan, as_of: dt.date) -> list[PartRow]:
    path = "topics__commitments__assessments"
    rows = (
        Part.objects.filter(plan=plan, **{f"{path}__as_of": as_of, f"{path}__slot": 0})
        .values("pk", "order", "number", "heading", "role", status=F(f"{path}__status"))
        .annotate(n=Count(path))
        .order_by("order")
    )
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    parts: dict[int, Part] = {}
    for row in rows:
        part_id = row["pk"]
        parts[part_id] = Part(
            pk=part_id, plan=plan, order=row["order"], number=row["number"], heading=row["heading"], role=row["role"]
        )
        counts[part_id][row["status"]] = row["n"]
    return [PartRow(part, counts[part_id]) for part_id, part in parts.items()]


def _load_headlines(plan: Plan, as_of: dt.date) -> list[Headline]:
    """The claims of headline commitments; of one claim its own row, or its commitment's."""
    rows = (
        Assessment.objects.filter(plan=plan, as_of=as_of, commitment__type="headline", claim__isnull=False)
        .filter(commitment__state=State.ACCEPTED)
        .select_related("claim", "commitment")
        .order_by("commitment__order", "claim__order", "-slot")[: 2 * MAX_HEADLINES]
    )
    assessment_by_claim: dict[int, Assessment] = {}
    for row in rows:
        assessment_by_claim.setdefault(row.claim_id or 0, row)
    pairs = list(assessment_by_claim.items())[:MAX_HEADLINES]
    figures = _load_figures([claim_id for claim_id, _row in pairs], as_of)
    return [Headline(row, row.claim, figures[claim_id]) for claim_id, row in pairs if row.claim is not None]


def _load_figures(claim_ids: list[int], as_of: dt.date) -> dict[int, list[Figure]]:
    """Claim → its figures in force: for each period the one with the highest serial."""
    rows = Figure.objects.filter(claim__in=claim_ids, end__lte=as_of).order_by("end", "serial")
    figures_by_claim: dict[int, dict[str, Figure]] = defaultdict(dict)
    for row in rows:
        figures_by_claim[row.claim_id][row.period] = row
    return defaultdict(list, {claim_id: list(by_period.values()) for claim_id, by_period in figures_by_claim.items()})


def _load_changed(plan: Plan, months: Months) -> list[Any]:
    """Return the first commitments whose status changed since the previous assessment.

    Each row carries the total number of changes as `of_all`, so that no second query is needed.
    """
    if months.before is None:
        return []
    path = "commitment__assessments"
    earlier_assessment = FilteredRelation(
        path, condition=Q(**{f"{path}__as_of": months.before.as_of, f"{path}__slot": 0})
    )
    rows: QuerySet[Any] = (
        Assessment.objects.filter(plan=plan, as_of=months.as_of, slot=0)
        .annotate(then=earlier_assessment)
        .annotate(was=F("then__status"), was_light=F("then__light"))
        .filter(was__isnull=False)
        .exclude(was=F("status"))
        .annotate(of_all=Window(Count("pk")))
        .select_related("commitment")
        .order_by("commitment__order")
    )
    return list(rows[:MAX_LISTED])


def _load_due_commitments(plan: Plan, as_of: dt.date) -> list[Commitment]:
    due_commitments = plan.commitments.filter(
        state=State.ACCEPTED, deadline__gt=as_of, deadline__lte=_lookahead_end(as_of)
    )
    return list(due_commitments.order_by("deadline", "order")[:MAX_LISTED])


def _load_due_milestones(plan: Plan, as_of: dt.date) -> list[Milestone]:
    due_milestones = Milestone.objects.filter(
        commitment__plan=plan,
        commitment__state=State.ACCEPTED,
        accepted_on__isnull=True,
        due__gt=as_of,
        due__lte=_lookahead_end(as_of),
    )
    return list(due_milestones.select_related("commitment").order_by("due", "commitment__order")[:MAX_LISTED])


def _lookahead_end(as_of: dt.date) -> dt.date:
    return as_of + LOOKAHEAD
