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

_EIGHTY_PERCENT_DEVIATIONS = Decimal("1.2816")
_STANDARD_NORMAL = NormalDist()
_CUMULATIVE_METHODS = (Method.AMOUNT, Method.STOCK, Method.POINTS, Method.COVERAGE)
_UNFORECAST_METHODS = (Method.ZERO, Method.CLEARED, Method.MILESTONES)
_DECIMAL_PLACES = 4

Estimates = tuple[tuple[str, Decimal], ...]


def forecast_year_end(assessment: Assessment) -> Forecast | None:
    """The forecast of an assessment; None where nothing was judged or figures cannot tell."""
    if (
        assessment.value is None
        or assessment.bound is None
        or assessment.observation is None
        or assessment.schedule is None
    ):
        return None
    if assessment.target.method in _UNFORECAST_METHODS:
        return None
    if assessment.observation.period.end >= assessment.schedule.deadline:
        certainty = 1.0 if assessment.target.requirement.is_met(assessment.value, assessment.bound) else 0.0
        return Forecast(
            assessment.value, assessment.value, assessment.value, certainty, Decimal(0), (("final", assessment.value),)
        )
    estimates = _list_estimates(assessment, assessment.value, assessment.observation, assessment.schedule)
    if not estimates:
        return None
    middle = sum((estimate for _, estimate in estimates), Decimal(0)) / len(estimates)
    deviation = _estimate_deviation(
        assessment, estimates, middle, assessment.value, assessment.observation, assessment.schedule
    )
    low, high = (middle - _EIGHTY_PERCENT_DEVIATIONS * deviation, middle + _EIGHTY_PERCENT_DEVIATIONS * deviation)
    if assessment.target.method is Method.AMOUNT:
        # An amount that is reached cannot shrink, so the forecast is never below it.
        low, middle, high = (max(low, assessment.value), max(middle, assessment.value), max(high, assessment.value))
    if assessment.target.asks_for_countables:
        # Things counted one by one end in whole numbers, and so do the ends of the range.
        low, middle, high = (printing.round_half_up(value, 0) for value in (low, middle, high))
    probability = _estimate_probability(assessment, middle, deviation, assessment.bound)
    return Forecast(
        _round_figure(low),
        _round_figure(middle),
        _round_figure(high),
        probability,
        _round_figure(deviation),
        tuple((name, _round_figure(estimate)) for name, estimate in estimates),
    )


def _list_estimates(assessment: Assessment, value: Decimal, observation: Observation, schedule: Schedule) -> Estimates:
    if assessment.target.method not in _CUMULATIVE_METHODS:
        return (("latest", value),)
    if assessment.target.method is Method.STOCK and assessment.target.baseline is None:
        return (("latest", value),)
    starting_value = _find_starting_value(assessment)
    estimates = []
    shares = [("schedule", schedule.share(observation.period.end))]
    if schedule.kind is not ScheduleKind.EVEN:
        shares.append(("run_rate", _compute_elapsed_share(schedule, observation.period.end)))
    if assessment.series is not None and assessment.target.method is Method.AMOUNT:
        shares.append(("past_years", _average_past_share(assessment.series, observation, assessment.target.start.year)))
    for method_name, share in shares:
        if share.numerator:
            estimates.append(
                (method_name, starting_value + (value - starting_value) * share.denominator / share.numerator)
            )
    return tuple(estimates)


def _find_starting_value(assessment: Assessment) -> Decimal:
    has_starting_value = assessment.target.method in (Method.STOCK, Method.COVERAGE)
    return assessment.target.baseline or Decimal(0) if has_starting_value else Decimal(0)


def _compute_elapsed_share(schedule: Schedule, period_end: dt.date) -> Share:
    return Schedule.even(schedule.start, schedule.deadline).share(period_end)


def _average_past_share(series: Series, observation: Observation, year: int) -> Share:
    """The mean of past years' shares at the same month, where a past December is known."""
    amounts_by_year: dict[int, dict[int, Decimal]] = {}
    for past_observation in series.iterate_newest(observation.available_from):
        if past_observation.period.year < year and not series.is_per_period:
            amounts_by_year.setdefault(past_observation.period.year, {})[past_observation.period.months] = (
                past_observation.value
            )
    month = observation.period.months
    shares = [
        amounts[month] / amounts[12] for amounts in amounts_by_year.values() if amounts.get(12) and amounts.get(month)
    ]
    return Share(sum(shares, Decimal(0)) / len(shares)) if shares else Share(0)


def _estimate_deviation(
    assessment: Assessment,
    estimates: Estimates,
    middle: Decimal,
    value: Decimal,
    observation: Observation,
    schedule: Schedule,
) -> Decimal:
    remaining_share = 1 - _compute_elapsed_share(schedule, observation.period.end).decimal
    if assessment.target.method not in _CUMULATIVE_METHODS and assessment.series is not None:
        if assessment.series.unit in ("%", "‰", "", "百分点", "个百分点"):
            return remaining_share * assessment.rules.rate_spread
        return remaining_share * assessment.rules.amount_spread * abs(value)
    if estimates[0][0] == "latest":
        # Nothing says how fast a stock without a baseline moves; five per cent a year is assumed.
        return remaining_share * abs(value) / 20
    estimate_values = [estimate for _, estimate in estimates]
    remaining_amount = (1 - schedule.share(observation.period.end).decimal) * abs(
        (assessment.bound or value) - _find_starting_value(assessment)
    )
    expected_change = max(abs(middle - value), remaining_amount)
    return max(assessment.rules.amount_spread * expected_change, (max(estimate_values) - min(estimate_values)) / 2)


def _estimate_probability(assessment: Assessment, middle: Decimal, deviation: Decimal, bound: Decimal) -> float:
    """The chance of 达到, or for 左右 of at least 基本达到."""
    requirement = assessment.target.requirement
    if requirement.is_approximate:
        is_rate = assessment.target.method not in _CUMULATIVE_METHODS and assessment.unit in ("%", "‰", "")
        tolerance = assessment.rules.approx_tolerance(bound, is_rate=is_rate)
        bound = bound - tolerance if requirement.sign > 0 else bound + tolerance
    margin = requirement.margin(middle, bound)
    if not deviation:
        return 1.0 if requirement.is_met(middle, bound) else 0.0
    return round(_STANDARD_NORMAL.cdf(float(margin / deviation)), 4)


def _round_figure(value: Decimal) -> Decimal:
    return printing.round_half_up(value, _DECIMAL_PLACES)
