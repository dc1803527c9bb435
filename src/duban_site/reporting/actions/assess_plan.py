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
from duban_site.core.audit.log import log_event
from duban_site.plans.models import Plan
from duban_site.plans.models.claim import PLACES
from duban_site.plans.rules import load_rules
from duban_site.reporting.assessment_inputs import AssessmentInputs, AssessmentItem, load_inputs
from duban_site.reporting.assessment_rows import AssessmentRow, write_assessments

VALUE_QUANTUM = Decimal(1).scaleb(-PLACES)
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
STATUS_RANK = {status: n for n, status in enumerate(WEAKEST_FIRST)}
UNASSESSED_REASONS = {
    "no_milestones": (
        "没有指标，也没有节点，无法评价。请为它设定节点。",
        "It has neither a claim nor a milestone. Give it milestones.",
    ),
    "unreadable": ("无法评价：", "It cannot be judged: "),
}
LIGHT_RANK = {Light.RED: 0, Light.YELLOW: 1, Light.GREEN: 2, None: 3}


@dataclass(frozen=True, slots=True)
class AssessmentOutcome:
    """How many commitments have which status."""

    as_of: dt.date
    counts: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def assess_plan(actor: Actor, plan: Plan, as_of: dt.date) -> AssessmentOutcome:
    """Judge every accepted commitment of the plan on `as_of`; an earlier result is replaced.

    Rows with a reply keep their key, so the reply stays beside its assessment.
    """
    policy.require(actor, "reporting.assess", plan)
    rules = load_rules(plan)
    inputs = load_inputs(plan)
    counts: Counter[str] = Counter()
    write_assessments(plan, as_of, rules.name, _count_statuses(_assess_commitments(plan, as_of, rules, inputs), counts))
    log_event(actor, "reporting.assess", plan, as_of=as_of, rules=rules.name, counts=counts)
    return AssessmentOutcome(as_of, dict(counts))


def preview_statuses(plan: Plan, rules: Rules, as_of: dt.date) -> Counter[str]:
    """How many commitments would have which status on `as_of` by other rules; nothing is stored."""
    counts: Counter[str] = Counter()
    for _row in _count_statuses(_assess_commitments(plan, as_of, rules, load_inputs(plan)), counts):
        pass
    return counts


def _count_statuses(rows: Iterator[AssessmentRow], counts: Counter[str]) -> Iterator[AssessmentRow]:
    """Pass the rows through, counting statuses; forty thousand sums are never in memory at once."""
    for row in rows:
        if row.slot == 0:
            counts[row.status] += 1
        yield row


def _assess_commitments(plan: Plan, as_of: dt.date, rules: Rules, inputs: AssessmentInputs) -> Iterator[AssessmentRow]:
    for commitment, items in inputs.commitments.items():
        is_single = len(items) == 1
        assessed_rows = [
            _assess_item(plan, commitment, item, as_of, rules, inputs, is_single=is_single) for item in items
        ]
        if not assessed_rows:
            yield _build_row(commitment, None, _unassessed_values("no_milestones"), slot=0)
        elif is_single:
            yield from assessed_rows
        else:
            weakest = min(assessed_rows, key=_weakness_key)
            origin = {"weakest": weakest.claim, "of": len(assessed_rows)}
            yield from assessed_rows
            yield replace(weakest, slot=0, sum={**weakest.sum, **origin})


def _weakness_key(row: AssessmentRow) -> tuple[int, int, Decimal]:
    light = LIGHT_RANK[Light(row.light) if row.light else None]
    return STATUS_RANK[Status(row.status)], light, row.gap if row.gap is not None else Decimal(0)


def _assess_item(
    plan: Plan,
    commitment: int,
    item: AssessmentItem,
    as_of: dt.date,
    rules: Rules,
    inputs: AssessmentInputs,
    *,
    is_single: bool,
) -> AssessmentRow:
    """Assess a claim, or a commitment's milestones; a fault becomes a row that says why."""
    try:
        target = Target.from_json(item.target_fields, id=item.key, year=plan.year)
        series: Series = inputs.series(item.claim, target.indicator, target.unit)
        reference_series = inputs.reference(item)
        assessment = assess(target, series, None, as_of, rules, reference=reference_series)
        values = _assessment_values(assessment)
    except (TargetError, ValueError) as error:
        values = _unassessed_values("unreadable", str(error))
    return _build_row(commitment, item.claim, values, slot=0 if is_single else item.claim or 0)


def _assessment_values(assessment: Judged) -> dict[str, Any]:
    forecast = assessment.forecast
    probability = assessment.probability
    return {
        "status": assessment.status.value,
        "light": "" if assessment.light is None else assessment.light.value,
        "value": _round_value(assessment.value),
        "expected": _round_value(assessment.expected),
        "gap": _round_value(assessment.gap),
        "forecast": None if forecast is None else _round_value(forecast.mid),
        "forecast_low": None if forecast is None else _round_value(forecast.low),
        "forecast_high": None if forecast is None else _round_value(forecast.high),
        "probability": None if probability is None else Decimal(f"{probability:.4f}"),
        "sum": {**assessment.components, "zh": assessment.sum, "en": assessment.sum_en, "verdict": assessment.verdict},
    }


def _unassessed_values(reason: str, message: str = "") -> dict[str, Any]:
    return {
        "status": Status.NO_DATA.value,
        "sum": {
            "reason": reason,
            "zh": UNASSESSED_REASONS[reason][0] + message,
            "en": UNASSESSED_REASONS[reason][1] + message,
        },
    }


def _build_row(commitment: int, claim: int | None, values: dict[str, Any], *, slot: int) -> AssessmentRow:
    return AssessmentRow(commitment, claim, slot, **values)


def _round_value(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(VALUE_QUANTUM)
