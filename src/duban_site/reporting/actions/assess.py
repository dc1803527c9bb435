"""Assess a plan as of a date: the library's assessment of every commitment, stored with its sum.

Built for a province: a fixed number of queries whatever the size, no row saved on its own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db import transaction

from duban.assessment import Assessment as Judged
from duban.assessment import Light, Rules, Status, Target, TargetError, assess
from duban.series import Series
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.plans.models import Plan
from duban_site.plans.models.claim import PLACES
from duban_site.reporting.assessment_rows import Row, write
from duban_site.reporting.inputs import Inputs, Judgeable, load

QUANTUM = Decimal(1).scaleb(-PLACES)
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
    """How many commitments have which status."""

    as_of: dt.date
    counts: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def assess_plan(actor: Actor, plan: Plan, as_of: dt.date) -> Outcome:
    """Judge every accepted commitment of the plan on `as_of`; an earlier result is replaced.

    Rows with a reply keep their key, so the reply stays beside its assessment.
    """
    policy.require(actor, "reporting.assess", plan)
    rules = Rules.load(plan.rules)
    inputs = load(plan)
    counts: Counter[str] = Counter()
    write(plan, as_of, rules.name, _counted(_rows(plan, as_of, rules, inputs), counts))
    log(actor, "reporting.assess", plan, as_of=as_of, rules=rules.name, counts=counts)
    return Outcome(as_of, dict(counts))


def _counted(rows: Iterator[Row], counts: Counter[str]) -> Iterator[Row]:
    """Pass the rows through, counting statuses; forty thousand sums are never in memory at once."""
    for row in rows:
        if row.slot == 0:
            counts[row.status] += 1
        yield row


def _rows(plan: Plan, as_of: dt.date, rules: Rules, inputs: Inputs) -> Iterator[Row]:
    for commitment, things in inputs.commitments.items():
        only = len(things) == 1
        judged = [_judge(plan, commitment, t, as_of, rules, inputs, only=only) for t in things]
        if not judged:
            yield _row(commitment, None, _unjudged("no_milestones"), slot=0)
        elif only:
            yield from judged
        else:
            weakest = min(judged, key=_weakness)
            named = {"weakest": weakest.claim, "of": len(judged)}
            yield from judged
            yield replace(weakest, slot=0, sum={**weakest.sum, **named})


def _weakness(row: Row) -> tuple[int, int, Decimal]:
    light = LIGHT_RANK[Light(row.light) if row.light else None]
    return RANK[Status(row.status)], light, row.gap if row.gap is not None else Decimal(0)


def _judge(
    plan: Plan,
    commitment: int,
    thing: Judgeable,
    as_of: dt.date,
    rules: Rules,
    inputs: Inputs,
    *,
    only: bool,
) -> Row:
    """Assess a claim, or a commitment's milestones; a fault becomes a row that says why."""
    try:
        target = Target.from_json(thing.stated, id=thing.key, year=plan.year)
        series: Series = inputs.series(thing.claim, target.indicator, target.unit)
        other = inputs.reference(thing)
        found = assess(target, series, None, as_of, rules, reference=other)
        values = _values(found)
    except (TargetError, ValueError) as error:
        values = _unjudged("unreadable", str(error))
    return _row(commitment, thing.claim, values, slot=0 if only else thing.claim or 0)


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


def _row(commitment: int, claim: int | None, values: dict[str, Any], *, slot: int) -> Row:
    return Row(commitment, claim, slot, **values)


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(QUANTUM)
