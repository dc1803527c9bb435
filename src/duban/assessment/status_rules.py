"""From a figure and its bound to a status: one function for each row of the assessment table.

Each takes a `Case` and gives a `Finding`; lights and their memory are in lights.py.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from duban.assessment.model import Method, Status
from duban.assessment.rules import Rules
from duban.assessment.schedule import Schedule, Share, find_month_end
from duban.assessment.target import Target
from duban.quantities import printing
from duban.series import Observation, Series

_ZERO, _HUNDRED = Decimal(0), Decimal(100)


class Case(NamedTuple):
    """One target with the figure it is judged by."""

    target: Target
    schedule: Schedule
    rules: Rules
    as_of: dt.date
    series: Series
    observation: Observation
    value: Decimal
    bound: Decimal
    reference_observation: Observation | None = None

    @property
    def asks_for_countables(self) -> bool:
        """Whether the target is counted one by one, so that amounts due are whole numbers."""
        return self.target.asks_for_countables

    @property
    def is_settled(self) -> bool:
        """Whether the figure covers the time until the deadline, or no later one will come."""
        return self.observation.period.end >= self.schedule.deadline or is_overdue(self)


class Finding(NamedTuple):
    """A status and the numbers behind it.

    `shortfall`, by which lights are chosen, is in percentage points (of the target, or of the rate
    itself) and 0 when nothing is short. `ratio` is the figure in per cent of what was expected,
    where that has a meaning.
    """

    status: Status
    expected: Decimal | None = None
    gap: Decimal | None = None
    share: Share | None = None
    shortfall: Decimal = _ZERO
    ratio: Decimal | None = None
    is_rate: bool = False
    flags: tuple[str, ...] = ()


def is_overdue(case: Case) -> bool:
    """Whether the deadline, and the months by which figures come late, have gone by."""
    deadline, lag_months = case.schedule.deadline, case.target.lag_months
    if lag_months:
        deadline = find_month_end(deadline.year, deadline.month + lag_months)
    return case.as_of > deadline


def judge_progress(case: Case) -> Finding:
    """Volumes, levels, points and coverage: the figure against the schedule's share."""
    target, requirement, bound = case.target, case.target.requirement, case.bound
    period_end = case.observation.period.end
    baseline, flags = _find_baseline(target)
    share = case.schedule.share(period_end)
    is_settled = case.is_settled
    # A ceiling is not approached month by month, unless the way down to it was stated.
    lowers_from_baseline = requirement.sign < 0 and baseline is not None and baseline > bound
    follows_schedule = not flags and (not requirement.is_ceiling or target.has_stated_schedule or lowers_from_baseline)
    total_change = bound if baseline is None else bound - baseline
    exact_due = share.apply_to(total_change) + (baseline or 0)
    expected = bound if is_settled or not follows_schedule else round_due_amount(target, exact_due, bound)
    gap = requirement.margin(case.value, expected)
    if requirement.is_met(case.value, bound) and (is_settled or not requirement.is_ceiling):
        return Finding(Status.COMPLETED, expected, gap, share, flags=flags)
    denominator = abs(total_change) or abs(bound) or Decimal(1)
    if (follows_schedule or is_settled) and case.rules.amount_decimals is not None:
        lead_points = _round_lead(case, share if not is_settled else Share(1), baseline or _ZERO, total_change)
    else:
        lead_points = gap / denominator * 100
    ratio = case.value / expected * 100 if expected > 0 and requirement.sign > 0 else None
    is_strict_miss = is_settled and requirement.is_strict and gap == 0
    status = _choose_schedule_status(case, lead_points, expected, is_settled=is_settled, is_strict_miss=is_strict_miss)
    if (
        status is Status.AHEAD
        and case.asks_for_countables
        and case.value < exact_due.to_integral_value(ROUND_CEILING) + 1
    ):
        status = Status.ON_SCHEDULE
    started_amount = case.value - (baseline or 0) or expected - (baseline or 0)
    if not started_amount and status is not Status.OVERDUE and follows_schedule:
        status = Status.NOT_DUE
    return Finding(status, expected, gap, share, max(-lead_points, _ZERO), ratio, flags=flags)


def round_due_amount(target: Target, exact_due: Decimal, bound: Decimal) -> Decimal:
    """The amount due by now as it is judged and printed, rounded in favour of who reports.

    Things counted one by one are due in whole numbers: by September two of three. Other amounts are
    rounded to the digits that their target is followed with (printing.due_places).
    """
    scale = printing.choose_scale(target.unit, bound)
    places = printing.decimals_for_due(bound, target.unit)
    rounding = ROUND_FLOOR if target.requirement.sign > 0 else ROUND_CEILING
    return printing.round_half_up(exact_due / scale.factor, places, rounding) * scale.factor


def _find_baseline(target: Target) -> tuple[Decimal | None, tuple[str, ...]]:
    if target.method is Method.STOCK:
        # Without a baseline nobody knows how far there was to go, so only the target itself counts.
        return target.baseline, () if target.baseline is not None else ("no_baseline",)
    return (target.baseline if target.method is Method.COVERAGE else None), ()


def _round_lead(case: Case, share: Share, baseline: Decimal, total_change: Decimal) -> Decimal:
    """The lead in percentage points, both percentages rounded as the bulletin prints them."""
    precision = Decimal(1).scaleb(-(case.rules.amount_decimals or 0))
    reached_percent = (case.value - baseline) / total_change * 100 if total_change else _HUNDRED
    rounded_percent = reached_percent.quantize(precision, ROUND_HALF_UP)
    return rounded_percent - (share.decimal * 100).quantize(precision, ROUND_HALF_UP)


def _choose_schedule_status(
    case: Case, lead_points: Decimal, expected: Decimal, *, is_settled: bool, is_strict_miss: bool
) -> Status:
    rules = case.rules
    if lead_points >= 0 and not is_strict_miss:
        ahead_threshold = rules.ahead_amount
        if (
            is_settled
            or ahead_threshold is None
            or lead_points <= ahead_threshold
            or case.target.requirement.is_ceiling
        ):
            return Status.ON_SCHEDULE
        return Status.AHEAD
    tolerance = rules.approx_tolerance(expected, is_rate=False)
    if case.target.requirement.is_approximate and case.target.requirement.margin(case.value, expected) >= -tolerance:
        return Status.NEAR
    if is_settled:
        return Status.OVERDUE
    if _is_within_tolerance(case, expected):
        return Status.NEAR
    if rules.measure == "points":
        return Status.NEAR if -lead_points < rules.amount_yellow else Status.BEHIND
    reached_percent = case.value / expected * 100 if expected > 0 else _ZERO
    return Status.NEAR if reached_percent >= rules.amount_yellow else Status.BEHIND


def _is_within_tolerance(case: Case, expected: Decimal) -> bool:
    """Whether a small count lacks no more than the whole things that the rules allow."""
    rules = case.rules
    is_small_count = case.asks_for_countables and abs(case.bound) <= rules.small_count
    return is_small_count and case.target.requirement.margin(case.value, expected) >= -rules.small_tolerance


def judge_rate(case: Case) -> Finding:
    """Growth, shares and everything compared with the bound itself, never with m/12 of it."""
    requirement, rules = case.target.requirement, case.rules
    gap = requirement.margin(case.value, case.bound)
    is_relative = case.series.unit not in ("%", "‰", "百分点", "个百分点", "")
    lead_points = gap / (abs(case.bound) or Decimal(1)) * 100 if is_relative else gap
    is_settled = case.observation.period.end >= case.schedule.deadline
    if requirement.is_met(case.value, case.bound):
        status = Status.ON_SCHEDULE
        if is_settled:
            status = Status.COMPLETED
        elif rules.ahead_rate is not None and lead_points > rules.ahead_rate:
            status = Status.AHEAD
    elif requirement.is_approximate and -gap <= rules.approx_tolerance(case.bound, is_rate=not is_relative):
        status = Status.NEAR
    elif is_settled:
        status = Status.OVERDUE
    else:
        status = Status.NEAR if -lead_points < rules.rate_yellow else Status.BEHIND
    flags = () if is_settled or not is_overdue(case) else ("final_pending",)
    return Finding(status, case.bound, gap, None, max(-lead_points, _ZERO), is_rate=not is_relative, flags=flags)


def judge_steady(case: Case) -> Finding:
    """Against last year's value; 保持稳定 is met within a band on both sides of it."""
    if not case.target.requirement.is_approximate:
        return judge_rate(case)
    is_relative = case.series.unit not in ("%", "‰", "百分点", "")
    distance = abs(case.value - case.bound)
    distance_points = distance / (abs(case.bound) or Decimal(1)) * 100 if is_relative else distance
    is_within_band = distance <= case.rules.approx_tolerance(case.bound, is_rate=not is_relative)
    is_settled = case.observation.period.end >= case.schedule.deadline
    if is_within_band:
        status = Status.COMPLETED if is_settled else Status.ON_SCHEDULE
    else:
        status = Status.OVERDUE if is_settled else Status.BEHIND
    shortfall = _ZERO if is_within_band else distance_points
    return Finding(status, case.bound, -distance, None, shortfall, is_rate=not is_relative)


def judge_zero(case: Case) -> Finding:
    """不发生: one event since the year began is a breach. 动态清零: what is outstanding now."""
    is_settled = case.observation.period.end >= case.schedule.deadline
    if case.value > 0:
        status = Status.OVERDUE if is_settled or is_overdue(case) else Status.BEHIND
        # No later month can undo an event; what is only outstanding can still be cleared.
        flags = ("breached",) if case.target.method is Method.ZERO else ("outstanding",)
        return Finding(status, _ZERO, -case.value, None, _HUNDRED, flags=flags)
    status = Status.COMPLETED if is_settled else Status.ON_SCHEDULE
    return Finding(status, _ZERO, _ZERO, None)


def judge_milestones(target: Target, schedule: Schedule, as_of: dt.date) -> tuple[Finding, Decimal]:
    """Qualitative and project commitments: the weight of milestones accepted against those due."""
    steps = target.milestones
    total_weight = sum((step.weight for step in steps), _ZERO)
    accepted_percent = sum((step.weight for step in steps if step.accepted(as_of)), _ZERO) / total_weight * 100
    is_late = any(step.due <= as_of and not step.accepted(as_of) for step in steps)
    if is_late:
        # What was done before its time does not make up for what is due and not done.
        accepted_due_weights = (step.weight for step in steps if step.due <= as_of and step.accepted(as_of))
        accepted_percent = sum(accepted_due_weights, _ZERO) / total_weight * 100
    share = schedule.share(as_of)
    expected = share.apply_to(_HUNDRED)
    lacks_evidence = any(step.done is not None and step.done <= as_of and not step.evidence for step in steps)
    flags = ("no_evidence",) if lacks_evidence else ()
    status = _choose_milestone_status(
        are_all_accepted=accepted_percent == 100, is_late=is_late, is_past_deadline=as_of > schedule.deadline
    )
    if status is Status.ON_SCHEDULE and accepted_percent > expected:
        status = Status.AHEAD
    elif status is Status.ON_SCHEDULE and accepted_percent == expected == 0:
        status = Status.NOT_DUE
    shortfall = max(expected - accepted_percent, _ZERO)
    gap = accepted_percent - expected
    return Finding(status, expected, gap, share, shortfall, None, flags=flags), accepted_percent


def _choose_milestone_status(*, are_all_accepted: bool, is_late: bool, is_past_deadline: bool) -> Status:
    if are_all_accepted:
        return Status.COMPLETED
    if is_past_deadline:
        return Status.OVERDUE
    return Status.BEHIND if is_late else Status.ON_SCHEDULE


JUDGE_BY_METHOD = {
    Method.AMOUNT: judge_progress,
    Method.STOCK: judge_progress,
    Method.POINTS: judge_progress,
    Method.COVERAGE: judge_progress,
    Method.RATE: judge_rate,
    Method.REFERENCE: judge_rate,
    Method.ASSIGNED: judge_rate,
    Method.BASELINE: judge_steady,
    Method.ZERO: judge_zero,
    Method.CLEARED: judge_zero,
}
