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

_BASED = (Method.STOCK, Method.POINTS, Method.BASELINE, Method.COVERAGE)
_OPEN = (*_BASED, Method.ASSIGNED)
_RATES = ("%", "％", "‰", "百分点", "个百分点")


def told(target: Target, series: Series, as_of: dt.date) -> tuple[Target, tuple[str, ...]]:
    """The target as its figures complete it, and the flags that say so.

    A missing baseline is last year's end figure, where the series has one that was published by
    then. 持平 and 翻一番 without one are judged by a rate of growth; an amount that flows within the
    year is compared with its schedule and not, in June, with the full year.
    """
    if target.method not in _OPEN:
        return target, ()
    flags: tuple[str, ...] = ()
    if target.baseline is None and target.method in _BASED and not _changes(target, series):
        last = series.ending(dt.date(target.year - 1, 12, 31), as_of)
        if last is not None:
            target, flags = target.based_on(last.value), ("last_year",)
    asked = target.asked
    growth = series.unit == "%" and not vocabulary.is_rate(target.indicator)
    if target.method is Method.BASELINE and asked.bound is None and growth:
        bound = (vocabulary.relative(target.words).times - 1) * 100
        steady = vocabulary.lower_is_better(target.indicator)
        method = Method.BASELINE if steady else Method.RATE
        return replace(target, asked=replace(asked, method=method, bound=bound)), flags
    if _flows(target, series):
        return replace(target, asked=replace(asked, method=Method.AMOUNT)), flags
    return target, flags


def schedule_of(target: Target, schedule: Schedule, observation: Observation | None) -> Schedule:
    """The schedule to use; even for an annual-by-habit indicator once an earlier figure exists."""
    early = observation is not None and observation.period.end < schedule.deadline
    if early and schedule.kind is ScheduleKind.ANNUAL and target.by_habit:
        return Schedule.even(schedule.start, schedule.deadline)
    return schedule


def _changes(target: Target, series: Series) -> bool:
    """Whether the figures are changes since last year already, so that no baseline applies."""
    points = target.method is Method.POINTS and series.unit not in ("%", "％")
    growth = target.method is Method.BASELINE and series.unit in _RATES
    return points or (growth and not vocabulary.is_rate(target.indicator))


def _flows(target: Target, series: Series) -> bool:
    asked = target.asked
    if target.method not in (Method.ASSIGNED, Method.BASELINE) or asked.falling:
        return False
    known = asked.bound is not None and asked.bound > Decimal(0)
    amount = series.unit not in _RATES and (series.unit != "" or target.baseline is not None)
    return known and target.flow and amount
