"""Everything that judging a plan needs, in seven queries whatever its size."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from duban.series import Series
from duban_site.figures.models import Assessment, Figure, Milestone, Schedule
from duban_site.figures.targets import (
    CLAIM_FIELDS,
    SCHEDULE_FIELDS,
    FigureRow,
    adjusted,
    milestone_json,
    series_of,
    target_json,
)
from duban_site.plans.models import Claim, Plan, State, TargetChange

EMPTY = Series("", "")


@dataclass(frozen=True, slots=True)
class Judgeable:
    """A claim, or the steps of a commitment without claims, in the library's form."""

    key: str
    claim: int | None
    stated: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Commitment → what of it can be judged; figures by claim; what was red before."""

    commitments: dict[int, list[Judgeable]]
    figures: dict[int, list[FigureRow]] = field(default_factory=dict)
    was_red: set[tuple[int, int | None]] = field(default_factory=set)

    def series(self, claim: int | None, indicator: str, unit: str) -> Series:
        """The claim's figures."""
        rows = None if claim is None else self.figures.get(claim)
        return EMPTY if rows is None else series_of(indicator, unit, rows)


def load(plan: Plan, as_of: dt.date) -> Inputs:
    """Read it all."""
    deadlines = dict(
        plan.commitments.filter(state=State.ACCEPTED)
        .order_by("order", "number")
        .values_list("pk", "deadline")
    )
    found: dict[int, list[Judgeable]] = {key: [] for key in deadlines}
    for thing, commitment in _claims(plan, deadlines):
        found[commitment].append(thing)
    for thing, commitment in _steps(plan, deadlines):
        if not found[commitment]:
            found[commitment].append(thing)
    return Inputs(found, _figures(plan), _was_red(plan, as_of))


def _claims(plan: Plan, deadlines: dict[int, dt.date | None]) -> list[tuple[Judgeable, int]]:
    names = ("pk", "commitment", *CLAIM_FIELDS)
    claims = Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    schedules, changes = _schedules(plan), _changes(plan)
    out = []
    rows = claims.exclude(role="result").order_by("commitment", "order").values_list(*names)
    for pk, commitment, *values in rows.iterator(5000):
        fields = dict(zip(CLAIM_FIELDS, values, strict=True))
        stated = target_json(
            fields, schedules.get(pk), deadlines[commitment], adjusted(changes.get(pk, ()))
        )
        out.append((Judgeable(str(pk), pk, stated), commitment))
    return out


def _schedules(plan: Plan) -> dict[int, dict[str, Any]]:
    rows = Schedule.objects.filter(claim__commitment__plan=plan)
    return {
        claim: dict(zip(SCHEDULE_FIELDS, values, strict=True))
        for claim, *values in rows.values_list("claim", *SCHEDULE_FIELDS)
    }


def _changes(plan: Plan) -> dict[int, list[TargetChange]]:
    found: dict[int, list[TargetChange]] = defaultdict(list)
    for change in TargetChange.objects.filter(claim__commitment__plan=plan).order_by("at"):
        found[change.claim_id].append(change)
    return found


def _steps(plan: Plan, deadlines: dict[int, dt.date | None]) -> list[tuple[Judgeable, int]]:
    names = ("commitment", "text", "due", "weight", "done_on", "accepted_on", "source")
    rows = Milestone.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    steps: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for commitment, text, due, weight, done, accepted, source in rows.order_by(
        "due", "pk"
    ).values_list(*names):
        step = milestone_json(text, due, weight, done, accepted, source or "佐证材料")
        steps[commitment].append(step)
    return [
        (Judgeable(f"c{key}", None, _qualitative(items, deadlines[key])), key)
        for key, items in steps.items()
    ]


def _qualitative(items: list[dict[str, Any]], deadline: dt.date | None) -> dict[str, Any]:
    stated: dict[str, Any] = {"kind": "qualitative", "indicator": "形象进度", "milestones": items}
    if deadline is not None:
        stated["deadline"] = deadline.isoformat()
    return stated


def _figures(plan: Plan) -> dict[int, list[FigureRow]]:
    """Claim → its figures; of one version published on one day only the last accepted counts."""
    names = ("claim", "period", "value", "published", "version", "source")
    rows = Figure.objects.filter(claim__commitment__plan=plan).order_by("claim", "end", "serial")
    found: dict[int, dict[tuple[object, ...], FigureRow]] = defaultdict(dict)
    for claim, period, value, published, version, source in rows.values_list(*names).iterator(5000):
        found[claim][period, published, version] = (period, value, published, version, source)
    return {claim: list(rows.values()) for claim, rows in found.items()}


def _was_red(plan: Plan, as_of: dt.date) -> set[tuple[int, int | None]]:
    """What had a red light on an earlier day of the year: it turns yellow, not green."""
    earlier = Assessment.objects.filter(plan=plan, as_of__lt=as_of, light="red")
    return set(earlier.values_list("commitment", "claim").distinct())
