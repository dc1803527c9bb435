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
from duban_site.reporting.models import (
    Figure,
    Milestone,
    PublishedFigure,
    PublishedSeries,
    Schedule,
)
from duban_site.reporting.targets import (
    CLAIM_FIELDS,
    SCHEDULE_FIELDS,
    FigureRow,
    adjusted,
    milestone_json,
    series_of,
    target_json,
)

EMPTY = Series("", "")
FIGURE = ("period", "value", "published", "version", "source")
TOGETHER = "同步"
"""与经济增长同步: without a stated reference it means the plan's own economic growth."""


@dataclass(frozen=True, slots=True)
class Judgeable:
    """What is assessed: a claim, or the milestones of a commitment without claims."""

    key: str
    claim: int | None
    stated: dict[str, Any]
    compared_with: int | None = None
    """The claim that a relative target is compared with."""
    published_series: int | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The items to assess by commitment, figures by claim, published series by key."""

    commitments: dict[int, list[Judgeable]]
    figures: dict[int, list[FigureRow]] = field(default_factory=dict)
    published: dict[int, tuple[str, str, list[FigureRow]]] = field(default_factory=dict)
    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Claim → (indicator, unit), for claims that relative targets are compared with."""

    def series(self, claim: int | None, indicator: str, unit: str) -> Series:
        """The claim's figures."""
        rows = None if claim is None else self.figures.get(claim)
        return EMPTY if rows is None else series_of(indicator, unit, rows)

    def reference(self, thing: Judgeable) -> Series | None:
        """The series that a relative target is compared with; None where there is none."""
        if thing.published_series is not None:
            return series_of(*self.published[thing.published_series])
        if thing.compared_with is None:
            return None
        return self.series(thing.compared_with, *self.names[thing.compared_with])


def load(plan: Plan) -> Inputs:
    """Load a plan's items, figures and published series."""
    deadlines = dict(
        plan.commitments.filter(state=State.ACCEPTED)
        .order_by("order", "number")
        .values_list("pk", "deadline")
    )
    found: dict[int, list[Judgeable]] = {key: [] for key in deadlines}
    claims = _claims(plan, deadlines)
    for thing, commitment in claims:
        found[commitment].append(thing)
    for thing, commitment in _steps(plan, deadlines):
        if not found[commitment]:
            found[commitment].append(thing)
    names = _names(thing for thing, _commitment in claims)
    return Inputs(found, _figures(plan), _published(plan), names)


def _claims(plan: Plan, deadlines: dict[int, dt.date | None]) -> list[tuple[Judgeable, int]]:
    names = ("pk", "commitment", *CLAIM_FIELDS)
    claims = Claim.objects.filter(commitment__plan=plan, commitment__state=State.ACCEPTED)
    schedules, changes = _schedules(plan), _changes(plan)
    rows = list(claims.exclude(role="result").order_by("commitment", "order").values_list(*names))
    economy = _economy(dict(zip(names, row, strict=True)) for row in rows)
    out = []
    for pk, commitment, *values in rows:
        fields = dict(zip(CLAIM_FIELDS, values, strict=True))
        own = schedules.get(pk)
        stated = target_json(fields, own, deadlines[commitment], adjusted(changes.get(pk, ())))
        other = _other(fields, own, economy)
        out.append((Judgeable(str(pk), pk, stated, *other), commitment))
    return out


def _economy(claims: Iterable[dict[str, Any]]) -> int | None:
    """The claim of economic growth, the default reference of 同步."""
    found = (
        c["pk"] for c in claims if c["kind"] == "growth" and vocabulary.is_economy(c["indicator"])
    )
    return next(found, None)


def _other(
    fields: dict[str, Any], own: dict[str, Any] | None, economy: int | None
) -> tuple[int | None, int | None]:
    """(claim, published series) that a relative target is compared with; at most one of them."""
    if fields["kind"] != "relative":
        return None, None
    if own is not None and (own["reference"] or own["published_series"]):
        return own["reference"], own["published_series"]
    return (economy if TOGETHER in fields["number"] else None), None


def _names(things: Iterable[Judgeable]) -> dict[int, tuple[str, str]]:
    wanted = {thing.compared_with for thing in things if thing.compared_with is not None}
    rows = Claim.objects.filter(pk__in=wanted).values_list("pk", "indicator", "unit")
    return {key: (indicator, unit) for key, indicator, unit in rows}


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
        stated["deadline"] = deadline
    return stated


def _figures(plan: Plan) -> dict[int, list[FigureRow]]:
    """Claim → its figures in the order of their acceptance.

    Fetched at once: for a server-side cursor PostgreSQL optimises for the first rows, not for all.
    """
    rows = Figure.objects.filter(claim__commitment__plan=plan).order_by("claim", "end", "serial")
    return _by_first(rows.values_list("claim", *FIGURE))


def _published(plan: Plan) -> dict[int, tuple[str, str, list[FigureRow]]]:
    """Published series → its name, unit and figures."""
    rows = PublishedFigure.objects.filter(series__plan=plan).order_by("series", "end", "serial")
    figures = _by_first(rows.values_list("series", *FIGURE))
    series = PublishedSeries.objects.filter(plan=plan).values_list("pk", "name", "unit")
    return {key: (name, unit, figures.get(key, [])) for key, name, unit in series}


def _by_first(rows: Iterable[FigureRow]) -> dict[int, list[FigureRow]]:
    return {key: list(own) for key, own in groupby(rows, itemgetter(0))}
