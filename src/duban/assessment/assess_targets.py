"""(Target, Series, as_of) → Assessment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from duban.assessment import figure_values, status_rules
from duban.assessment.assessment import Assessment
from duban.assessment.complete_target import choose_schedule, complete_from_series
from duban.assessment.lights import REMEMBERED_FLAG, choose_light
from duban.assessment.model import Light, Method, Status
from duban.assessment.rules import DEFAULT_RULES, Rules
from duban.assessment.schedule import Schedule, ScheduleKind, find_month_end
from duban.assessment.status_rules import Case, Finding
from duban.assessment.target import Target
from duban.series import Observation, Series


def assess(
    target: Target,
    series: Series,
    schedule: Schedule | None = None,
    as_of: dt.date = dt.date.max,
    rules: Rules = DEFAULT_RULES,
    *,
    reference: Series | None = None,
) -> Assessment:
    """How the target stood on `as_of`, by what had been published by then.

    `schedule` replaces the target's schedule. `reference` is the series that a relative target is
    compared with. Where the rules say so (`lights.memory`), a light that was red earlier in the
    year turns yellow, not green, once the target has caught up; `YearAssessor` finds that out.
    Raises reading_figures.FigureError for figures that cannot be read as the target asks.
    """
    return YearAssessor(target, series, schedule or target.schedule, rules, reference).assess_on(as_of)


@dataclass(slots=True)
class YearAssessor:
    """Assesses one target with its figures on any number of days.

    The light may change on the day a figure becomes known, and at every month's end, since a
    deadline may pass without a figure. Each of these moments is judged at most once, in order of
    time, and only as far as an answer needs.
    """

    target: Target
    series: Series
    schedule: Schedule
    rules: Rules = DEFAULT_RULES
    reference: Series | None = None
    _pending_moments: list[LightMoment] | None = field(default=None, init=False)
    """The moments that are not judged yet, the latest first; None before the first call."""
    _light_by_day: dict[dt.date, Light | None] = field(default_factory=dict, init=False)
    """Light by day of the days assessed so far, without the memory of earlier lights."""
    _first_red_moment: LightMoment | None = field(default=None, init=False)
    """The first moment that was red."""

    def assess_on(self, as_of: dt.date) -> Assessment:
        """The assessment of a day, with the memory of the year's earlier lights."""
        assessment = _assess_day(self, as_of, None, self.was_red)
        self._light_by_day[as_of] = Light.GREEN if REMEMBERED_FLAG in assessment.flags else assessment.light
        return assessment

    def was_red(self, as_of: dt.date) -> bool:
        """Whether some light was red by that day."""
        if self._pending_moments is None:
            self._pending_moments = sorted(self._list_moments(), reverse=True)
        pending = self._pending_moments
        while self._first_red_moment is None and pending and pending[-1].is_lit_by(as_of):
            moment = pending.pop()
            if self._judge_light(moment) is Light.RED:
                self._first_red_moment = moment
        return self._first_red_moment is not None and self._first_red_moment.is_lit_by(as_of)

    def _judge_light(self, moment: LightMoment) -> Light | None:
        """The light of a moment without memory, taken from `assess_on` where that day was done."""
        if moment.is_month_end and moment.date in self._light_by_day:
            return self._light_by_day[moment.date]
        return _assess_day(self, moment.date, moment.latest_period_end, _was_never_red).light

    def _list_moments(self) -> Iterator[LightMoment]:
        for observation in self.series.observations:
            if observation.period.end >= self.target.start:
                # Figures published on one day for several periods each lit their own month.
                yield LightMoment(observation.available_from, False, observation.period.end)
        for month in range(1, 13):
            yield LightMoment(find_month_end(self.target.year, month), True, dt.date.max)


class LightMoment(NamedTuple):
    """A day on which the light may change, by the figures of periods that end by `until`."""

    date: dt.date
    is_month_end: bool
    """Whether it is a month's end: its light counts only from the next day on."""
    latest_period_end: dt.date

    def is_lit_by(self, as_of: dt.date) -> bool:
        """Whether its light was visible on `as_of`."""
        return self.date < as_of or (self.date == as_of and not self.is_month_end)


def _was_never_red(_as_of: dt.date) -> bool:
    return False


def _assess_day(
    assessor: YearAssessor, as_of: dt.date, latest_period_end: dt.date | None, was_red: Callable[[dt.date], bool]
) -> Assessment:
    """The assessment of a day. With `latest_period_end` figures of later periods are left out."""
    target, series, schedule = assessor.target, assessor.series, assessor.schedule
    rules, reference = assessor.rules, assessor.reference
    target, completion_flags = complete_from_series(target, series, as_of)
    draft = Assessment(target, as_of, Status.NO_DATA, rules=rules, schedule=schedule, series=series)
    is_adjusted = target.adjustment is not None and as_of >= target.adjustment.date
    if is_adjusted and target.adjustment is not None and target.adjustment.value is None:
        return _build_unjudged(draft, Status.ADJUSTED, "withdrawn")
    if target.method is Method.MILESTONES:
        finding, accepted_percent = status_rules.judge_milestones(target, schedule, as_of)
        return _build_judged(draft, finding, accepted_percent, None, None, was_red)
    observation = series.find_latest(as_of, since=target.start, until=latest_period_end)
    if observation is None:
        return _assess_missing_figure(draft, target, schedule)
    schedule = choose_schedule(target, schedule, observation)
    if completion_flags or schedule is not draft.schedule:
        draft = replace(draft, schedule=schedule, flags=completion_flags)
    if _is_too_early(target, schedule, observation, as_of):
        value = figure_values.read_figure_value(target, series, observation, as_of)
        return replace(_build_unjudged(draft, Status.NOT_DUE, "annual", observation), value=value)
    return _judge_figure(draft, target, schedule, series, reference, observation, was_red, is_adjusted)


def _judge_figure(
    draft: Assessment,
    target: Target,
    schedule: Schedule,
    series: Series,
    reference: Series | None,
    latest_observation: Observation,
    was_red: Callable[[dt.date], bool],
    is_adjusted: bool,
) -> Assessment:
    """Compare the figure with the bound, where both are known."""
    as_of, rules = draft.as_of, draft.rules
    bound, reference_observation, observation = _find_bound(target, series, reference, latest_observation, as_of)
    value = figure_values.read_figure_value(target, series, observation, as_of)
    if bound is None:
        status = Status.NO_DATA if as_of > schedule.deadline else Status.NOT_DUE
        return replace(_build_unjudged(draft, status, "bound_unknown", observation), value=value)
    if value is None:
        return _build_unjudged(draft, Status.NO_DATA, "unreadable", observation)
    case = Case(target, schedule, rules, as_of, series, observation, value, bound, reference_observation)
    return _build_judged(
        draft, status_rules.JUDGE_BY_METHOD[target.method](case), value, case, bound, was_red, is_adjusted=is_adjusted
    )


def _assess_missing_figure(draft: Assessment, target: Target, schedule: Schedule) -> Assessment:
    """The assessment without a figure: not due while none can be expected, else not reported."""
    as_of = draft.as_of
    if target.role == "goal" and as_of <= schedule.deadline:
        return _build_unjudged(draft, Status.NOT_DUE, "later")
    reportable_day = _latest_reportable_day(as_of, target.lag_months)
    if schedule.kind is ScheduleKind.ANNUAL:
        is_due = reportable_day > schedule.deadline
    else:
        is_due = bool(schedule.share(reportable_day).numerator)
    return _build_unjudged(draft, *((Status.NO_DATA, "") if is_due else (Status.NOT_DUE, "early")))


def _latest_reportable_day(as_of: dt.date, lag_months: int) -> dt.date:
    """The latest day a figure can be of: `lag_months` before the last complete month."""
    if not lag_months:
        return as_of
    full_month = as_of.month if as_of == find_month_end(as_of.year, as_of.month) else as_of.month - 1
    return find_month_end(as_of.year, full_month - lag_months)


def _is_too_early(target: Target, schedule: Schedule, observation: Observation, as_of: dt.date) -> bool:
    """Annual-only indicators before the year's figure, and goals of later years."""
    if observation.period.end >= schedule.deadline:
        return False
    if schedule.kind is ScheduleKind.ANNUAL:
        return True
    return target.role == "goal" and not target.has_stated_schedule and as_of <= schedule.deadline


def _find_bound(
    target: Target, series: Series, reference: Series | None, observation: Observation, as_of: dt.date
) -> tuple[Decimal | None, Observation | None, Observation]:
    """The bound, the reference figure it was taken from, and the figure to compare with it."""
    requirement, adjustment = target.requirement, target.adjustment
    if adjustment is not None and adjustment.value is not None and as_of >= adjustment.date:
        value = adjustment.value
        return (-abs(value) if requirement.is_decrease else value), None, observation
    if target.method is not Method.REFERENCE:
        return requirement.bound, None, observation
    if reference is None:
        return None, None, observation
    # Only figures of one and the same period may be compared, so the newest that both have.
    for candidate in reversed(tuple(series.iterate_newest(as_of))):
        if target.start <= candidate.period.end <= observation.period.end:
            reference_observation = reference.find_ending(candidate.period.end, as_of)
            if reference_observation is not None:
                return reference_observation.value, reference_observation, candidate
    return None, None, observation


def _build_unjudged(
    draft: Assessment, status: Status, reason: str, observation: Observation | None = None
) -> Assessment:
    return Assessment(
        draft.target,
        draft.as_of,
        status,
        reason=reason,
        observation=observation,
        rules=draft.rules,
        schedule=draft.schedule,
        series=draft.series,
    )


def _build_judged(
    draft: Assessment,
    finding: Finding,
    value: Decimal,
    case: Case | None,
    bound: Decimal | None,
    was_red: Callable[[dt.date], bool],
    *,
    is_adjusted: bool = False,
) -> Assessment:
    light, flags = choose_light(finding, draft.target, draft.rules, partial(was_red, draft.as_of))
    if is_adjusted:
        flags = (*flags, "adjusted")
    if case is not None:
        flags += figure_values.find_figure_flags(case.target, case.series, case.observation, draft.as_of)
    return Assessment(
        draft.target,
        draft.as_of,
        finding.status,
        light,
        value,
        finding.expected,
        finding.gap,
        bound,
        finding.share,
        case.observation if case is not None else None,
        case.reference_observation if case is not None else None,
        "",
        finding.flags + draft.flags + flags,
        draft.rules,
        draft.schedule,
        draft.series,
    )
