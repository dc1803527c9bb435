"""The year's end: where the figures so far lead, how sure that is, and by which sum.

Amounts: each estimate divides what was done by the part of the year's work that was then due: by
the schedule, by the months gone, and by past years' shares at the same month where the series holds
them. The middle is their mean. The standard deviation is a part (`forecast.amount_spread`) of what
is still to come, or of what the schedule still asks for where that is more, since slow starters
hurry; or half the distance between the estimates where that is larger. Rates: the year's rate is
m/12 of the rate so far and the rest of an unknown one with the same mean, so its standard deviation
is (1 − m/12) × `forecast.rate_points`. The range holds four cases in five (±1.2816 standard
deviations of a normal distribution).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from statistics import NormalDist
from typing import TYPE_CHECKING

from duban.assessment.model import Forecast, Method
from duban.assessment.schedule import Schedule, ScheduleKind, Share
from duban.quantities import printing
from duban.series import Observation, Series

if TYPE_CHECKING:
    from duban.assessment.assessment import Assessment

_EIGHTY = Decimal("1.2816")
_NORMAL = NormalDist()
_PROGRESSIVE = (Method.AMOUNT, Method.STOCK, Method.POINTS, Method.COVERAGE)
_NONE = (Method.ZERO, Method.CLEARED, Method.MILESTONES)
_PLACES = 4

Estimates = tuple[tuple[str, Decimal], ...]


def forecast(a: Assessment) -> Forecast | None:
    """The forecast of an assessment; None where nothing was judged or figures cannot tell."""
    if a.value is None or a.bound is None or a.observation is None or a.schedule is None:
        return None
    if a.target.method in _NONE:
        return None
    if a.observation.period.end >= a.schedule.deadline:
        met = 1.0 if a.target.asked.met(a.value, a.bound) else 0.0
        return Forecast(a.value, a.value, a.value, met, Decimal(0), (("final", a.value),))
    estimates = _estimates(a, a.value, a.observation, a.schedule)
    if not estimates:
        return None
    mid = sum((e for _, e in estimates), Decimal(0)) / len(estimates)
    deviation = _deviation(a, estimates, mid, a.value, a.observation, a.schedule)
    low, high = mid - _EIGHTY * deviation, mid + _EIGHTY * deviation
    if a.target.method is Method.AMOUNT:
        # An amount that is reached cannot shrink, so the forecast is never below it.
        low, mid, high = max(low, a.value), max(mid, a.value), max(high, a.value)
    if a.target.counted:
        # Things counted one by one end in whole numbers, and so do the ends of the range.
        low, mid, high = (printing.rounded(value, 0) for value in (low, mid, high))
    chance = _probability(a, mid, deviation, a.bound)
    return Forecast(
        _round(low),
        _round(mid),
        _round(high),
        chance,
        _round(deviation),
        tuple((name, _round(e)) for name, e in estimates),
    )


def _estimates(a: Assessment, value: Decimal, obs: Observation, schedule: Schedule) -> Estimates:
    if a.target.method not in _PROGRESSIVE:
        return (("latest", value),)
    if a.target.method is Method.STOCK and a.target.baseline is None:
        return (("latest", value),)
    base = _base(a)
    found = []
    shares = [("schedule", schedule.share(obs.period.end))]
    if schedule.kind is not ScheduleKind.EVEN:
        shares.append(("run_rate", _gone(schedule, obs.period.end)))
    if a.series is not None and a.target.method is Method.AMOUNT:
        shares.append(("past_years", _past_share(a.series, obs, a.target.start.year)))
    for name, share in shares:
        if share.num:
            found.append((name, base + (value - base) * share.den / share.num))
    return tuple(found)


def _base(a: Assessment) -> Decimal:
    staying = a.target.method in (Method.STOCK, Method.COVERAGE)
    return a.target.baseline or Decimal(0) if staying else Decimal(0)


def _gone(schedule: Schedule, end: dt.date) -> Share:
    return Schedule.even(schedule.start, schedule.deadline).share(end)


def _past_share(series: Series, obs: Observation, year: int) -> Share:
    """The mean of past years' shares at the same month, where a past December is known."""
    past: dict[int, dict[int, Decimal]] = {}
    for other in series.newest(obs.known):
        if other.period.year < year and not series.single:
            past.setdefault(other.period.year, {})[other.period.months] = other.value
    month = obs.period.months
    shares = [a[month] / a[12] for a in past.values() if a.get(12) and a.get(month)]
    return Share(sum(shares, Decimal(0)) / len(shares)) if shares else Share(0)


def _deviation(
    a: Assessment,
    estimates: Estimates,
    mid: Decimal,
    value: Decimal,
    obs: Observation,
    schedule: Schedule,
) -> Decimal:
    rest = 1 - _gone(schedule, obs.period.end).decimal
    if a.target.method not in _PROGRESSIVE and a.series is not None:
        if a.series.unit in ("%", "‰", "", "百分点", "个百分点"):
            return rest * a.rules.rate_spread
        return rest * a.rules.amount_spread * abs(value)
    if estimates[0][0] == "latest":
        # Nothing says how fast a stock without a baseline moves; five per cent a year is assumed.
        return rest * abs(value) / 20
    numbers = [e for _, e in estimates]
    left = (1 - schedule.share(obs.period.end).decimal) * abs((a.bound or value) - _base(a))
    coming = max(abs(mid - value), left)
    return max(a.rules.amount_spread * coming, (max(numbers) - min(numbers)) / 2)


def _probability(a: Assessment, mid: Decimal, deviation: Decimal, bound: Decimal) -> float:
    """The chance of 达到, or for 左右 of at least 基本达到."""
    asked = a.target.asked
    if asked.approx:
        rate = a.target.method not in _PROGRESSIVE and a.unit in ("%", "‰", "")
        band = a.rules.approx_rate if rate else abs(bound) * a.rules.approx_amount / 100
        bound = bound - band if asked.sign > 0 else bound + band
    margin = asked.margin(mid, bound)
    if not deviation:
        return 1.0 if asked.met(mid, bound) else 0.0
    return round(_NORMAL.cdf(float(margin / deviation)), 4)


def _round(value: Decimal) -> Decimal:
    return printing.rounded(value, _PLACES)
