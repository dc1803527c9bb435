"""The table of a plan's schedules: how each commitment is assessed, and what is suggested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Prefetch

from duban.assessment.plan_schedule import PlannedSchedule
from duban_site.plans.models import Claim, Commitment, Part, Plan, State
from duban_site.preparation.actions.set_schedules import list_followed_claims, plan_from_text
from duban_site.reporting.models import Milestone
from duban_site.reporting.models.schedule import ScheduleKind

PLANNED_STATES = (State.ACCEPTED, State.PROPOSED)


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One commitment with its current schedule and the one its text suggests."""

    commitment: Commitment
    kinds: list[str]
    milestones: list[Milestone]
    suggested: PlannedSchedule

    @property
    def missing(self) -> bool:
        """Whether it cannot be assessed yet."""
        return is_unassessable(self.commitment)


@dataclass(frozen=True, slots=True)
class PartRows:
    """A part with its rows."""

    part: Part
    rows: list[ScheduleRow] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """How many rows cannot be assessed yet."""
        return sum(row.missing for row in self.rows)


def is_unassessable(commitment: Commitment) -> bool:
    """Whether a commitment has neither a followed claim nor a milestone."""
    return not list_followed_claims(commitment) and not commitment.milestones.all()


def list_plannable_commitments(plan: Plan) -> list[Commitment]:
    """The commitments that may have a schedule, with claims, schedules and milestones."""
    claims = Claim.objects.select_related("schedule", "commitment")
    commitments = plan.commitments.filter(state__in=PLANNED_STATES).order_by("order", "number")
    return list(
        commitments.select_related("topic__part", "plan").prefetch_related(Prefetch("claims", claims), "milestones")
    )


def build_schedule_table(plan: Plan) -> list[PartRows]:
    """All parts with their rows, in the report's order."""
    rows = _build_rows(plan)
    grouped = groupby(rows, key=lambda row: row.commitment.topic.part)
    return [PartRows(part, list(members)) for part, members in grouped]


def _build_rows(plan: Plan) -> Iterator[ScheduleRow]:
    label_by_kind = dict(ScheduleKind.choices)
    for commitment in list_plannable_commitments(plan):
        claims = list_followed_claims(commitment)
        kinds = [claim.schedule.kind if hasattr(claim, "schedule") else "even" for claim in claims]
        yield ScheduleRow(
            commitment,
            [str(label_by_kind[kind]) for kind in dict.fromkeys(kinds)],
            list(commitment.milestones.all()),
            plan_from_text(commitment),
        )
