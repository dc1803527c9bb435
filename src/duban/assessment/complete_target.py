"""Complete a target from its figures where its claim leaves a baseline or the method open.

A claim that says only 与上年持平 does not tell whether an amount or a rate of growth is to be
compared, nor with which number; the figures do.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from duban.assessment import vocabulary
from duban.assessment.model import Method
from duban.assessment.schedule import Schedule, ScheduleKind
from duban.assessment.target import Target
from duban.series import Observation, Series

_BASELINE_METHODS = (Method.STOCK, Method.POINTS, Method.BASELINE, Method.COVERAGE)
_COMPLETABLE_METHODS = (*_BASELINE_METHODS, Method.ASSIGNED)
_RATE_UNITS = ("%", "％", "‰", "百分点", "个百分点")


def complete_from_series(target: Target, series: Series, as_of: dt.date) -> tuple[Target, tuple[str, ...]]:
    """The target as its figures complete it, and the flags that say so.

    A missing baseline is last year's end figure, where the series has one that was published by
    then. 持平 and 翻一番 without one are judged by a rate of growth; an amount that flows within the
    year is compared with its schedule and not, in June, with the full year.
    """
    if target.method not in _COMPLETABLE_METHODS:
        return target, ()
    flags: tuple[str, ...] = ()
    if target.baseline is None and target.method in _BASELINE_METHODS and not _are_figures_changes(target, series):
        year_end_observation = series.find_ending(dt.date(target.year - 1, 12, 31), as_of)
        if year_end_observation is not None:
            target, flags = target.with_baseline(year_end_observation.value), ("last_year",)
    requirement = target.requirement
    is_growth = series.unit == "%" and not vocabulary.is_rate(target.indicator)
    if target.method is Method.BASELINE and requirement.bound is None and is_growth:
        bound = (vocabulary.find_relative_rule(target.number_text).baseline_factor - 1) * 100
        prefers_lower = vocabulary.is_lower_better(target.indicator)
        method = Method.BASELINE if prefers_lower else Method.RATE
        return replace(target, requirement=replace(requirement, method=method, bound=bound)), flags
    if _is_judged_as_flow(target, series):
        return replace(target, requirement=replace(requirement, method=Method.AMOUNT)), flags
    return target, flags


def choose_schedule(target: Target, schedule: Schedule, observation: Observation | None) -> Schedule:
    """The schedule to use; even for an annual-by-habit indicator once an earlier figure exists."""
    is_early = observation is not None and observation.period.end < schedule.deadline
    if is_early and schedule.kind is ScheduleKind.ANNUAL and target.is_annual_by_habit:
        return Schedule.even(schedule.start, schedule.deadline)
    return schedule


def _are_figures_changes(target: Target, series: Series) -> bool:
    """Whether the figures are changes since last year already, so that no baseline applies."""
    are_points = target.method is Method.POINTS and series.unit not in ("%", "％")
    is_growth = target.method is Method.BASELINE and series.unit in _RATE_UNITS
    return are_points or (is_growth and not vocabulary.is_rate(target.indicator))


def _is_judged_as_flow(target: Target, series: Series) -> bool:
    requirement = target.requirement
    if target.method not in (Method.ASSIGNED, Method.BASELINE) or requirement.is_decrease:
        return False
    has_positive_bound = requirement.bound is not None and requirement.bound > Decimal(0)
    is_amount = series.unit not in _RATE_UNITS and (series.unit != "" or target.baseline is not None)
    return has_positive_bound and target.is_flow and is_amount
