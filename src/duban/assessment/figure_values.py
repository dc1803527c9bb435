"""A published figure as its target means it: added up, taken off the baseline, or turned round."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from duban.assessment.model import Figures, Method
from duban.assessment.target import Target
from duban.series import Observation, Period, Series, Version

_FLOW_METHODS = (Method.AMOUNT,)


class FigureError(ValueError):
    """A figure that cannot stand for its target; the message says what may."""


def read_figure_value(target: Target, series: Series, observation: Observation, as_of: dt.date) -> Decimal | None:
    """The figure on the target's own scale; None when it cannot be formed (a hole, no baseline)."""
    method = target.method
    if method is Method.ZERO:
        return _find_event_maximum(series, target.start, observation.period, as_of)
    value: Decimal | None = observation.value
    if series.is_per_period and method is Method.AMOUNT:
        value = series.cumulative_at(observation.period, as_of)
    if value is None:
        return None
    if _are_points_from_levels(target, series):
        return None if target.baseline is None else value - target.baseline
    if target.figures is Figures.STOCK and target.baseline is not None:
        return value - target.baseline
    if target.requirement.is_decrease and series.unit in ("%", "％", "", "百分点", "个百分点"):
        return -value if are_falls_positive(target, series, as_of) else value
    if method is Method.AMOUNT and target.direction.value == "down":
        return abs(value)
    return value


def _are_points_from_levels(target: Target, series: Series) -> bool:
    """Whether the series states the share itself (82.5%), from which the baseline is subtracted."""
    return target.method is Method.POINTS and series.unit in ("%", "％")


def are_falls_positive(target: Target, series: Series, as_of: dt.date) -> bool:
    """Whether a 下降 target's figures say how far it fell (3.2) rather than how it changed (−3.2).

    Where the claim does not say, one negative figure known by then shows that they are signed.
    """
    if target.figures is Figures.FALL:
        return True
    if target.figures is Figures.SIGNED:
        return False
    return not any(observation.value < 0 for observation in series.observations if observation.available_from <= as_of)


def find_figure_flags(target: Target, series: Series, observation: Observation, as_of: dt.date) -> tuple[str, ...]:
    """The flags (sums.FLAG_TEXTS) that a figure needs: assumed sign, undated revision, a fall."""
    figure_flags: tuple[str, ...] = ()
    if (
        target.requirement.is_decrease
        and not _are_points_from_levels(target, series)
        and target.figures is Figures.AUTO
        and are_falls_positive(target, series, as_of)
    ):
        figure_flags += ("sign_assumed",)
    is_undated = observation.published is None and observation.version is not Version.PRELIMINARY
    if is_undated and len(series.vintages(observation.period)) > 1:
        figure_flags += ("undated",)
    if target.method is Method.AMOUNT and not series.is_per_period:
        previous_observation = series.find_latest(
            as_of, since=target.start, until=observation.period.end - dt.timedelta(days=1)
        )
        if previous_observation is not None and previous_observation.value > observation.value:
            figure_flags += ("falls",)
    return figure_flags


def _find_event_maximum(series: Series, start: dt.date, period: Period, as_of: dt.date) -> Decimal:
    """The most events that any figure since the year began has shown."""
    values = [
        observation.value
        for observation in series.iterate_newest(as_of)
        if start <= observation.period.end <= period.end
    ]
    return max(values, default=Decimal(0))
