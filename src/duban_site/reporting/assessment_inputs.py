"""Load everything that assessing a plan needs, in eight queries whatever its size."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from duban.assessment import vocabulary
from duban.series import Series
from duban_site.plans.models import Claim, Plan, State, TargetChange
from duban_site.reporting.models import Figure, Milestone, PublishedFigure, PublishedSeries, Schedule
from duban_site.reporting.targets import (
    CLAIM_FIELDS,
    SCHEDULE_FIELDS,
    FigureValues,
    build_series,
    describe_adjustment,
    milestone_json,
    target_json,
)

EMPTY_SERIES = Series("", "")
FIGURE_FIELDS = ("period", "value", "published", "version", "source", "accepted_at")
PUBLISHED_FIELDS = (*FIGURE_FIELDS[:-1], "at")
IN_STEP = "同步"
"""与经济增长同步: without a stated reference it means the plan's own economic growth."""


@dataclass(frozen=True, slots=True)
class AssessmentItem:
    """What is assessed: a claim, or the milestones of a commitment without claims."""

    key: str
    claim: int | None
    target_fields: dict[str, Any]
    compared_with: int | None = None
    """The claim that a relative target is compared with."""
    published_series: int | None = None


@dataclass(frozen=True, slots=True)
class AssessmentInputs:
    """The items to assess by commitment, figures by claim, published series by key."""

    commitments: dict[int, list[AssessmentItem]]
    figures: dict[int, list[FigureValues]] = field(default_factory=dict)
    published: dict[int, tuple[str, str, list[FigureValues]]] = field(default_factory=dict)
    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Claim → (indicator, unit), for claims that relative targets are compared with."""

    def series(self, claim: int | None, indicator: str, unit: str) -> Series:
        """The claim's figures."""
        rows = None if claim is None else self.figures.get(claim)
        return EMPTY_SERIES if rows is None else build_series(indicator, unit, rows)

    def reference(self, item: AssessmentItem) -> Series | None:
        """The series that a relative target is compared with; None where there is none."""
        if item.published_series is not None:
            return build_series(*self.published[item.published_series])
        if item.compared_with is None:
            return None
        return self.series(item.compared_with, *self.names[item.compared_with])


def load_inputs(plan: Plan) -> AssessmentInputs:
    """Load a plan's items, figures and published series."""
    deadlines = dict(
        plan.commitments.filter(state=State.ACCEPTED).order_by("order", "number").values_list("pk", "deadline")
    )
    items_by_commitment: dict[int, list[AssessmentItem]] = {commitment_id: [] for commitment_id in deadlines}
    claim_items = _claim_items(plan, deadlines)
    for item, commitment in claim_items:
        items_by_commitment[commitment].append(item)
    for item, commitment in _milestone_items(plan, deadlines):
        if not items_by_commitment[commitment]:
            items_by_commitment[commitment].append(item)
    names = _compared_names(item for item, _commitment in claim_items)
    return AssessmentInputs(items_by_commitment, _figures(plan), _published(plan), names)


def _claim_items(plan: Plan, deadlines: dict[int, dt.date | None]) -> list[tuple[AssessmentItem, int]]:
    column_names = ("pk", "commitment", *CLAIM_FIELDS)
    claims = Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    schedules, changes = _schedules(plan), _changes(plan)
    rows = list(claims.exclude(role="result").order_by("commitment", "order").values_list(*column_names))
    economy = _find_economy_claim(dict(zip(column_names, row, strict=True)) for row in rows)
    items = []
    for claim_id, commitment, *values in rows:
        fields = dict(zip(CLAIM_FIELDS, values, strict=True))
        schedule = schedules.get(claim_id)
        target_fields = target_json(
            fields, schedule, deadlines[commitment], describe_adjustment(changes.get(claim_id, ()))
        )
        comparison = _find_comparison(fields, schedule, economy)
        items.append((AssessmentItem(str(claim_id), claim_id, target_fields, *comparison), commitment))
    return items


def _find_economy_claim(claims: Iterable[dict[str, Any]]) -> int | None:
    """The claim of economic growth, the default reference of 同步."""
    growth_claims = (
        claim["pk"] for claim in claims if claim["kind"] == "growth" and vocabulary.is_economy(claim["indicator"])
    )
    return next(growth_claims, None)


def _find_comparison(
    fields: dict[str, Any], schedule: dict[str, Any] | None, economy: int | None
) -> tuple[int | None, int | None]:
    """(claim, published series) that a relative target is compared with; at most one of them."""
    if fields["kind"] != "relative":
        return None, None
    if schedule is not None and (schedule["reference"] or schedule["published_series"]):
        return schedule["reference"], schedule["published_series"]
    return (economy if IN_STEP in fields["number"] else None), None


def _compared_names(items: Iterable[AssessmentItem]) -> dict[int, tuple[str, str]]:
    compared_ids = {item.compared_with for item in items if item.compared_with is not None}
    rows = Claim.objects.filter(pk__in=compared_ids).values_list("pk", "indicator", "unit")
    return {claim_id: (indicator, unit) for claim_id, indicator, unit in rows}


def _schedules(plan: Plan) -> dict[int, dict[str, Any]]:
    rows = Schedule.objects.filter(claim__commitment__plan=plan)
    return {
        claim: dict(zip(SCHEDULE_FIELDS, values, strict=True))
        for claim, *values in rows.values_list("claim", *SCHEDULE_FIELDS)
    }


def _changes(plan: Plan) -> dict[int, list[TargetChange]]:
    changes_by_claim: dict[int, list[TargetChange]] = defaultdict(list)
    for change in TargetChange.objects.filter(claim__commitment__plan=plan).order_by("at"):
        changes_by_claim[change.claim_id].append(change)
    return changes_by_claim


def _milestone_items(plan: Plan, deadlines: dict[int, dt.date | None]) -> list[tuple[AssessmentItem, int]]:
    column_names = ("commitment", "text", "due", "weight", "done_on", "accepted_on", "source")
    rows = Milestone.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    steps: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for commitment, text, due, weight, done_on, accepted_on, source in rows.order_by("due", "pk").values_list(
        *column_names
    ):
        step = milestone_json(text, due, weight, done_on, accepted_on, source or "佐证材料")
        steps[commitment].append(step)
    return [
        (
            AssessmentItem(f"c{commitment_id}", None, _qualitative_target(step_list, deadlines[commitment_id])),
            commitment_id,
        )
        for commitment_id, step_list in steps.items()
    ]


def _qualitative_target(steps: list[dict[str, Any]], deadline: dt.date | None) -> dict[str, Any]:
    target_fields: dict[str, Any] = {"kind": "qualitative", "indicator": "形象进度", "milestones": steps}
    if deadline is not None:
        target_fields["deadline"] = deadline
    return target_fields


def _figures(plan: Plan) -> dict[int, list[FigureValues]]:
    """Claim → its figures in the order of their acceptance.

    Fetched at once: for a server-side cursor PostgreSQL optimises for the first rows, not for all.
    """
    rows = Figure.objects.filter(claim__commitment__plan=plan).order_by("claim", "end", "serial")
    return _group_by_first(rows.values_list("claim", *FIGURE_FIELDS))


def _published(plan: Plan) -> dict[int, tuple[str, str, list[FigureValues]]]:
    """Published series → its name, unit and figures."""
    rows = PublishedFigure.objects.filter(series__plan=plan).order_by("series", "end", "serial")
    figures = _group_by_first(rows.values_list("series", *PUBLISHED_FIELDS))
    series = PublishedSeries.objects.filter(plan=plan).values_list("pk", "name", "unit")
    return {series_id: (series_name, unit, figures.get(series_id, [])) for series_id, series_name, unit in series}


def _group_by_first(rows: Iterable[FigureValues]) -> dict[int, list[FigureValues]]:
    return {first_value: list(group) for first_value, group in groupby(rows, itemgetter(0))}
