"""From a figure and its bound to a status: one function for each row of the assessment table.

Each takes a `Case` and gives a `Finding`; lights and their memory are in lights.py.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from duban.assessment.model import Method, Status
from duban.assessment.rules import Rules
from duban.assessment.schedule import Schedule, Share, month_end
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
    against: Observation | None = None

    @property
    def counted(self) -> bool:
        """Whether the target is counted one by one, so that amounts due are whole numbers."""
        return self.target.counted

    @property
    def settled(self) -> bool:
        """Whether the figure covers the time until the deadline, or no later one will come."""
        return self.observation.period.end >= self.schedule.deadline or overdue(self)


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
    short: Decimal = _ZERO
    ratio: Decimal | None = None
    rate: bool = False
    flags: tuple[str, ...] = ()


def overdue(case: Case) -> bool:
    """Whether the deadline, and the months by which figures come late, have gone by."""
    deadline, lag = case.schedule.deadline, case.target.lag
    if lag:
        deadline = month_end(deadline.year, deadline.month + lag)
    return case.as_of > deadline


def progress(case: Case) -> Finding:
    """Volumes, levels, points and coverage: the figure against the schedule's share."""
    target, asked, bound = case.target, case.target.asked, case.bound
    end = case.observation.period.end
    base, flags = _base(target)
    share = case.schedule.share(end)
    settled = case.settled
    # A ceiling is not approached month by month, unless the way down to it was stated.
    coming_down = asked.sign < 0 and base is not None and base > bound
    paced = not flags and (not asked.cap or target.paced or coming_down)
    whole = bound if base is None else bound - base
    exact = share.of(whole) + (base or 0)
    expected = bound if settled or not paced else due_amount(target, exact, bound)
    gap = asked.margin(case.value, expected)
    if asked.met(case.value, bound) and (settled or not asked.cap):
        return Finding(Status.COMPLETED, expected, gap, share, flags=flags)
    span = abs(whole) or abs(bound) or Decimal(1)
    if (paced or settled) and case.rules.amount_decimals is not None:
        points = _printed(case, share if not settled else Share(1), base or _ZERO, whole)
    else:
        points = gap / span * 100
    ratio = case.value / expected * 100 if expected > 0 and asked.sign > 0 else None
    strict_miss = settled and asked.strict and gap == 0
    status = _by_schedule(case, points, expected, settled=settled, missed=strict_miss)
    if (
        status is Status.AHEAD
        and case.counted
        and case.value < exact.to_integral_value(ROUND_CEILING) + 1
    ):
        status = Status.ON_SCHEDULE
    started = case.value - (base or 0) or expected - (base or 0)
    if not started and status is not Status.OVERDUE and paced:
        status = Status.NOT_DUE
    return Finding(status, expected, gap, share, max(-points, _ZERO), ratio, flags=flags)


def due_amount(target: Target, exact: Decimal, bound: Decimal) -> Decimal:
    """The amount due by now as it is judged and printed, rounded in favour of who reports.

    Things counted one by one are due in whole numbers: by September two of three. Other amounts are
    rounded to the digits that their target is followed with (printing.due_places).
    """
    scale = printing.scale_of(target.unit, bound)
    places = printing.due_places(bound, target.unit)
    rounding = ROUND_FLOOR if target.asked.sign > 0 else ROUND_CEILING
    return printing.rounded(exact / scale.factor, places, rounding) * scale.factor


def _base(target: Target) -> tuple[Decimal | None, tuple[str, ...]]:
    if target.method is Method.STOCK:
        # Without a baseline nobody knows how far there was to go, so only the target itself counts.
        return target.baseline, () if target.baseline is not None else ("no_baseline",)
    return (target.baseline if target.method is Method.COVERAGE else None), ()


def _printed(case: Case, share: Share, base: Decimal, whole: Decimal) -> Decimal:
    """The lead in percentage points, both percentages rounded as the bulletin prints them."""
    places = Decimal(1).scaleb(-(case.rules.amount_decimals or 0))
    reached = (case.value - base) / whole * 100 if whole else _HUNDRED
    printed = reached.quantize(places, ROUND_HALF_UP)
    return printed - (share.decimal * 100).quantize(places, ROUND_HALF_UP)


def _by_schedule(
    case: Case, points: Decimal, expected: Decimal, *, settled: bool, missed: bool
) -> Status:
    rules = case.rules
    if points >= 0 and not missed:
        ahead = rules.ahead_amount
        if settled or ahead is None or points <= ahead or case.target.asked.cap:
            return Status.ON_SCHEDULE
        return Status.AHEAD
    band = abs(expected) * rules.approx_amount / 100
    if case.target.asked.approx and case.target.asked.margin(case.value, expected) >= -band:
        return Status.NEAR
    if settled:
        return Status.OVERDUE
    if _within_tolerance(case, expected):
        return Status.NEAR
    if rules.measure == "points":
        return Status.NEAR if -points < rules.amount_yellow else Status.BEHIND
    reached = case.value / expected * 100 if expected > 0 else _ZERO
    return Status.NEAR if reached >= rules.amount_yellow else Status.BEHIND


def _within_tolerance(case: Case, expected: Decimal) -> bool:
    """Whether a small count lacks no more than the whole things that the rules allow."""
    rules = case.rules
    small = case.counted and abs(case.bound) <= rules.small_count
    return small and case.target.asked.margin(case.value, expected) >= -rules.small_tolerance


def rate(case: Case) -> Finding:
    """Growth, shares and everything compared with the bound itself, never with m/12 of it."""
    asked, rules = case.target.asked, case.rules
    gap = asked.margin(case.value, case.bound)
    relative = case.series.unit not in ("%", "‰", "百分点", "个百分点", "")
    points = gap / (abs(case.bound) or Decimal(1)) * 100 if relative else gap
    settled = case.observation.period.end >= case.schedule.deadline
    if asked.met(case.value, case.bound):
        status = Status.ON_SCHEDULE
        if settled:
            status = Status.COMPLETED
        elif rules.ahead_rate is not None and points > rules.ahead_rate:
            status = Status.AHEAD
    elif asked.approx and -points <= (rules.approx_amount if relative else rules.approx_rate):
        status = Status.NEAR
    elif settled:
        status = Status.OVERDUE
    else:
        status = Status.NEAR if -points < rules.rate_yellow else Status.BEHIND
    flags = () if settled or not overdue(case) else ("final_pending",)
    return Finding(
        status, case.bound, gap, None, max(-points, _ZERO), rate=not relative, flags=flags
    )


def steady(case: Case) -> Finding:
    """Against last year's value; 保持稳定 is met within a band on both sides of it."""
    if not case.target.asked.approx:
        return rate(case)
    relative = case.series.unit not in ("%", "‰", "百分点", "")
    distance = abs(case.value - case.bound)
    points = distance / (abs(case.bound) or Decimal(1)) * 100 if relative else distance
    kept = points <= (case.rules.approx_amount if relative else case.rules.approx_rate)
    settled = case.observation.period.end >= case.schedule.deadline
    if kept:
        status = Status.COMPLETED if settled else Status.ON_SCHEDULE
    else:
        status = Status.OVERDUE if settled else Status.BEHIND
    short = _ZERO if kept else points
    return Finding(status, case.bound, -distance, None, short, rate=not relative)


def zero(case: Case) -> Finding:
    """不发生: one event since the year began is a breach. 动态清零: what is outstanding now."""
    settled = case.observation.period.end >= case.schedule.deadline
    if case.value > 0:
        status = Status.OVERDUE if settled or overdue(case) else Status.BEHIND
        # No later month can undo an event; what is only outstanding can still be cleared.
        flags = ("breached",) if case.target.method is Method.ZERO else ("outstanding",)
        return Finding(status, _ZERO, -case.value, None, _HUNDRED, flags=flags)
    status = Status.COMPLETED if settled else Status.ON_SCHEDULE
    return Finding(status, _ZERO, _ZERO, None)


def milestones(target: Target, schedule: Schedule, as_of: dt.date) -> tuple[Finding, Decimal]:
    """Qualitative and project commitments: the weight of milestones accepted against those due."""
    items = target.milestones
    total = sum((m.weight for m in items), _ZERO)
    accepted = sum((m.weight for m in items if m.accepted(as_of)), _ZERO) / total * 100
    late = any(m.due <= as_of and not m.accepted(as_of) for m in items)
    if late:
        # What was done before its time does not make up for what is due and not done.
        due = (m.weight for m in items if m.due <= as_of and m.accepted(as_of))
        accepted = sum(due, _ZERO) / total * 100
    share = schedule.share(as_of)
    expected = share.of(_HUNDRED)
    unproven = any(m.done is not None and m.done <= as_of and not m.evidence for m in items)
    flags = ("no_evidence",) if unproven else ()
    finding = _milestone_status(
        items_done=accepted == 100, late=late, over=as_of > schedule.deadline
    )
    if finding is Status.ON_SCHEDULE and accepted > expected:
        finding = Status.AHEAD
    elif finding is Status.ON_SCHEDULE and accepted == expected == 0:
        finding = Status.NOT_DUE
    short = max(expected - accepted, _ZERO)
    gap = accepted - expected
    return Finding(finding, expected, gap, share, short, None, flags=flags), accepted


def _milestone_status(*, items_done: bool, late: bool, over: bool) -> Status:
    if items_done:
        return Status.COMPLETED
    if over:
        return Status.OVERDUE
    return Status.BEHIND if late else Status.ON_SCHEDULE


BY_METHOD = {
    Method.AMOUNT: progress,
    Method.STOCK: progress,
    Method.POINTS: progress,
    Method.COVERAGE: progress,
    Method.RATE: rate,
    Method.REFERENCE: rate,
    Method.ASSIGNED: rate,
    Method.BASELINE: steady,
    Method.ZERO: zero,
    Method.CLEARED: zero,
}
