"""Judging a plan as of a date: the library's assessment of every commitment, kept with its sum.

Made for a province: a handful of queries whatever the size, no row saved on its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from duban.progress import Assessment as Judged
from duban.progress import Light, Rules, Status, Target, TargetError, assess
from duban.series import Series
from duban_site.access.policy import policy
from duban_site.audit.log import log
from duban_site.figures.inputs import Inputs, Judgeable, load
from duban_site.figures.models import Assessment
from duban_site.people.actor import Actor
from duban_site.plans.models import Plan
from duban_site.plans.models.claim import PLACES

BATCH = 2000
QUANTUM = Decimal(1).scaleb(-PLACES)
WRITTEN = (
    "plan",
    "claim",
    "status",
    "light",
    "value",
    "expected",
    "gap",
    "forecast",
    "forecast_low",
    "forecast_high",
    "probability",
    "sum",
    "rules",
)
# From what needs most attention to what needs least: a commitment is as its weakest claim.
WEAKEST_FIRST = (
    Status.OVERDUE,
    Status.BEHIND,
    Status.NO_DATA,
    Status.NEAR,
    Status.ON_SCHEDULE,
    Status.AHEAD,
    Status.COMPLETED,
    Status.NOT_DUE,
    Status.ADJUSTED,
)
RANK = {status: n for n, status in enumerate(WEAKEST_FIRST)}
NOT_JUDGED = {
    "no_milestones": (
        "没有指标，也没有节点，无法评价。请为它设定节点。",
        "It has neither a claim nor a milestone. Give it milestones.",
    ),
    "unreadable": ("无法评价：", "It cannot be judged: "),
}
LIGHT_RANK = {Light.RED: 0, Light.YELLOW: 1, Light.GREEN: 2, None: 3}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done: how many commitments stand how."""

    as_of: dt.date
    counts: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def assess_plan(actor: Actor, plan: Plan, as_of: dt.date) -> Outcome:
    """Judge every accepted commitment of the plan on `as_of`; an earlier result is replaced.

    Rows with a reply keep their key, so the reply stays beside its assessment.
    """
    policy.require(actor, "figures.assess", plan)
    rules = Rules.load(plan.rules)
    inputs = load(plan, as_of)
    rows = list(_rows(plan, as_of, rules, inputs))
    Assessment.objects.bulk_create(
        rows,
        BATCH,
        update_conflicts=True,
        unique_fields=["commitment", "as_of", "slot"],
        update_fields=WRITTEN,
    )
    counts: dict[str, int] = {}
    for row in rows:
        if row.slot == 0:
            counts[row.status] = counts.get(row.status, 0) + 1
    log(actor, "figures.assess", plan, as_of=as_of, rules=rules.name, counts=counts)
    return Outcome(as_of, counts)


def _rows(plan: Plan, as_of: dt.date, rules: Rules, inputs: Inputs) -> Iterator[Assessment]:
    for commitment, things in inputs.commitments.items():
        judged = [_judge(plan, commitment, thing, as_of, rules, inputs) for thing in things]
        if not judged:
            yield _row(plan, commitment, None, as_of, rules, _unjudged("no_milestones"))
            continue
        weakest = min(judged, key=_weakness)
        overall = _copy(weakest, slot=0)
        if len(judged) > 1:
            overall.sum = {**weakest.sum, "weakest": weakest.claim_id, "of": len(judged)}
            yield from judged
        yield overall


def _weakness(row: Assessment) -> tuple[int, int, Decimal]:
    light = LIGHT_RANK[Light(row.light) if row.light else None]
    return RANK[Status(row.status)], light, row.gap if row.gap is not None else Decimal(0)


def _copy(row: Assessment, *, slot: int) -> Assessment:
    values = {name: getattr(row, name) for name in WRITTEN if name not in ("plan", "claim")}
    return Assessment(
        plan_id=row.plan_id,
        commitment_id=row.commitment_id,
        claim_id=row.claim_id,
        as_of=row.as_of,
        slot=slot,
        **values,
    )


def _judge(
    plan: Plan, commitment: int, thing: Judgeable, as_of: dt.date, rules: Rules, inputs: Inputs
) -> Assessment:
    """One claim, or a commitment's steps. What cannot be judged says why, and stops nobody else."""
    try:
        target = Target.from_json(thing.stated, id=thing.key, year=plan.year)
        series: Series = inputs.series(thing.claim, target.indicator, target.unit)
        history = [Light.RED] if (commitment, thing.claim) in inputs.was_red else []
        found = assess(target, series, None, as_of, rules, history)
        values = _values(found)
    except (TargetError, ValueError) as error:
        values = _unjudged("unreadable", str(error))
    return _row(plan, commitment, thing.claim, as_of, rules, values)


def _values(found: Judged) -> dict[str, Any]:
    forecast = found.forecast
    probability = found.probability
    return {
        "status": found.status.value,
        "light": "" if found.light is None else found.light.value,
        "value": _rounded(found.value),
        "expected": _rounded(found.expected),
        "gap": _rounded(found.gap),
        "forecast": None if forecast is None else _rounded(forecast.mid),
        "forecast_low": None if forecast is None else _rounded(forecast.low),
        "forecast_high": None if forecast is None else _rounded(forecast.high),
        "probability": None if probability is None else Decimal(f"{probability:.4f}"),
        "sum": {
            **found.components,
            "zh": found.sum,
            "en": found.sum_en,
            "verdict": found.verdict,
        },
    }


def _unjudged(reason: str, message: str = "") -> dict[str, Any]:
    return {
        "status": Status.NO_DATA.value,
        "sum": {
            "reason": reason,
            "zh": NOT_JUDGED[reason][0] + message,
            "en": NOT_JUDGED[reason][1] + message,
        },
    }


def _row(
    plan: Plan,
    commitment: int,
    claim: int | None,
    as_of: dt.date,
    rules: Rules,
    values: dict[str, Any],
) -> Assessment:
    return Assessment(
        plan_id=plan.pk,
        commitment_id=commitment,
        claim_id=claim,
        slot=claim or 0,
        as_of=as_of,
        rules=rules.name,
        **values,
    )


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(QUANTUM)
