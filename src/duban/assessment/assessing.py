"""(Target, Series, as_of) → Assessment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from duban.assessment import judging, reading_figures
from duban.assessment.assessment import Assessment
from duban.assessment.judging import Case, Finding
from duban.assessment.lights import REMEMBERED, light_of
from duban.assessment.model import Light, Method, Status
from duban.assessment.rules import Rules
from duban.assessment.schedule import Schedule, ScheduleKind, month_end
from duban.assessment.target import Target
from duban.assessment.told import schedule_of, told
from duban.series import Observation, Series

DEFAULT = Rules.load("default")


def assess(
    target: Target,
    series: Series,
    schedule: Schedule | None = None,
    as_of: dt.date = dt.date.max,
    rules: Rules = DEFAULT,
    *,
    reference: Series | None = None,
) -> Assessment:
    """How the target stood on `as_of`, by what had been published by then.

    `schedule` replaces the target's schedule. `reference` is the series that a relative target is
    compared with. Where the rules say so (`lights.memory`), a light that was red earlier in the
    year turns yellow, not green, once the target has caught up; `YearAssessor` finds that out.
    Raises reading_figures.FigureError for figures that cannot be read as the target asks.
    """
    return Year(target, series, schedule or target.schedule, rules, reference).on(as_of)


@dataclass(slots=True)
class Year:
    """Assesses one target with its figures on any number of days.

    The light may change on the day a figure becomes known, and at every month's end, since a
    deadline may pass without a figure. Each of these moments is judged at most once, in order of
    time, and only as far as an answer needs.
    """

    target: Target
    series: Series
    schedule: Schedule
    rules: Rules = DEFAULT
    reference: Series | None = None
    _waiting: list[Moment] | None = field(default=None, init=False)
    """The moments that are not judged yet, the latest first; None before the first call."""
    _own: dict[dt.date, Light | None] = field(default_factory=dict, init=False)
    """Light by day of the days assessed so far, without the memory of earlier lights."""
    _red: Moment | None = field(default=None, init=False)
    """The first moment that was red."""

    def on(self, as_of: dt.date) -> Assessment:
        """The assessment of a day, with the memory of the year's earlier lights."""
        found = _assess(self, as_of, None, self.was_red)
        self._own[as_of] = Light.GREEN if REMEMBERED in found.flags else found.light
        return found

    def was_red(self, as_of: dt.date) -> bool:
        """Whether some light was red by that day."""
        if self._waiting is None:
            self._waiting = sorted(self._moments(), reverse=True)
        waiting = self._waiting
        while self._red is None and waiting and waiting[-1].lit_by(as_of):
            moment = waiting.pop()
            if self._light(moment) is Light.RED:
                self._red = moment
        return self._red is not None and self._red.lit_by(as_of)

    def _light(self, moment: Moment) -> Light | None:
        """The light of a moment without memory, taken from `assess_on` where that day was done."""
        if moment.at_end and moment.day in self._own:
            return self._own[moment.day]
        return _assess(self, moment.day, moment.until, _never).light

    def _moments(self) -> Iterator[Moment]:
        for obs in self.series.observations:
            if obs.period.end >= self.target.start:
                # Figures published on one day for several periods each lit their own month.
                yield Moment(obs.known, False, obs.period.end)
        for month in range(1, 13):
            yield Moment(month_end(self.target.year, month), True, dt.date.max)


class Moment(NamedTuple):
    """A day on which the light may change, by the figures of periods that end by `until`."""

    day: dt.date
    at_end: bool
    """Whether it is a month's end: its light counts only from the next day on."""
    until: dt.date

    def lit_by(self, as_of: dt.date) -> bool:
        """Whether its light was visible on `as_of`."""
        return self.day < as_of or (self.day == as_of and not self.at_end)


def _never(_as_of: dt.date) -> bool:
    return False


def _assess(
    year: Year, as_of: dt.date, until: dt.date | None, was_red: Callable[[dt.date], bool]
) -> Assessment:
    """The assessment of a day. With `latest_period_end` figures of later periods are left out."""
    target, series, schedule = year.target, year.series, year.schedule
    rules, reference = year.rules, year.reference
    target, completed = told(target, series, as_of)
    blank = Assessment(target, as_of, Status.NO_DATA, rules=rules, schedule=schedule, series=series)
    changed = target.adjustment is not None and as_of >= target.adjustment.date
    if changed and target.adjustment is not None and target.adjustment.value is None:
        return _unjudged(blank, Status.ADJUSTED, "withdrawn")
    if target.method is Method.MILESTONES:
        finding, done = judging.milestones(target, schedule, as_of)
        return _finish(blank, finding, done, None, None, was_red)
    observation = series.latest(as_of, since=target.start, until=until)
    if observation is None:
        return _without_figure(blank, target, schedule)
    schedule = schedule_of(target, schedule, observation)
    if completed or schedule is not blank.schedule:
        blank = replace(blank, schedule=schedule, flags=completed)
    if _too_early(target, schedule, observation, as_of):
        return _unjudged(blank, Status.NOT_DUE, "annual", observation)
    return _judge(blank, target, schedule, series, reference, observation, was_red, changed)


def _judge(
    blank: Assessment,
    target: Target,
    schedule: Schedule,
    series: Series,
    reference: Series | None,
    newest: Observation,
    was_red: Callable[[dt.date], bool],
    changed: bool,
) -> Assessment:
    """Compare the figure with the bound, where both are known."""
    as_of, rules = blank.as_of, blank.rules
    bound, against, observation = _bound(target, series, reference, newest, as_of)
    if bound is None:
        late = as_of > schedule.deadline
        return _unjudged(
            blank, Status.NO_DATA if late else Status.NOT_DUE, "bound_unknown", observation
        )
    value = reading_figures.read(target, series, observation, as_of)
    if value is None:
        return _unjudged(blank, Status.NO_DATA, "unreadable", observation)
    case = Case(target, schedule, rules, as_of, series, observation, value, bound, against)
    return _finish(
        blank, judging.BY_METHOD[target.method](case), value, case, bound, was_red, changed=changed
    )


def _without_figure(blank: Assessment, target: Target, schedule: Schedule) -> Assessment:
    """The assessment without a figure: not due while none can be expected, else not reported."""
    as_of = blank.as_of
    if target.role == "goal" and as_of <= schedule.deadline:
        return _unjudged(blank, Status.NOT_DUE, "later")
    seen = _seen(as_of, target.lag)
    if schedule.kind is ScheduleKind.ANNUAL:
        due = seen > schedule.deadline
    else:
        due = bool(schedule.share(seen).num)
    return _unjudged(blank, *((Status.NO_DATA, "") if due else (Status.NOT_DUE, "early")))


def _seen(as_of: dt.date, lag: int) -> dt.date:
    """The latest day a figure can be of: `lag_months` before the last complete month."""
    if not lag:
        return as_of
    whole = as_of.month if as_of == month_end(as_of.year, as_of.month) else as_of.month - 1
    return month_end(as_of.year, whole - lag)


def _too_early(
    target: Target, schedule: Schedule, observation: Observation, as_of: dt.date
) -> bool:
    """Annual-only indicators before the year's figure, and goals of later years."""
    if observation.period.end >= schedule.deadline:
        return False
    if schedule.kind is ScheduleKind.ANNUAL:
        return True
    return target.role == "goal" and not target.paced and as_of <= schedule.deadline


def _bound(
    target: Target,
    series: Series,
    reference: Series | None,
    observation: Observation,
    as_of: dt.date,
) -> tuple[Decimal | None, Observation | None, Observation]:
    """The bound, the reference figure it was taken from, and the figure to compare with it."""
    asked, adjustment = target.asked, target.adjustment
    if adjustment is not None and adjustment.value is not None and as_of >= adjustment.date:
        value = adjustment.value
        return (-abs(value) if asked.falling else value), None, observation
    if target.method is not Method.REFERENCE:
        return asked.bound, None, observation
    if reference is None:
        return None, None, observation
    # Only figures of one and the same period may be compared, so the newest that both have.
    for own in reversed(tuple(series.newest(as_of))):
        if target.start <= own.period.end <= observation.period.end:
            other = reference.ending(own.period.end, as_of)
            if other is not None:
                return other.value, other, own
    return None, None, observation


def _unjudged(
    blank: Assessment, status: Status, reason: str, observation: Observation | None = None
) -> Assessment:
    return Assessment(
        blank.target,
        blank.as_of,
        status,
        reason=reason,
        observation=observation,
        rules=blank.rules,
        schedule=blank.schedule,
        series=blank.series,
    )


def _finish(
    blank: Assessment,
    finding: Finding,
    value: Decimal,
    case: Case | None,
    bound: Decimal | None,
    was_red: Callable[[dt.date], bool],
    *,
    changed: bool = False,
) -> Assessment:
    light, flags = light_of(finding, blank.target, blank.rules, partial(was_red, blank.as_of))
    if changed:
        flags = (*flags, "adjusted")
    if case is not None:
        flags += reading_figures.flags(case.target, case.series, case.observation, blank.as_of)
    return Assessment(
        blank.target,
        blank.as_of,
        finding.status,
        light,
        value,
        finding.expected,
        finding.gap,
        bound,
        finding.share,
        case.observation if case is not None else None,
        case.against if case is not None else None,
        "",
        finding.flags + blank.flags + flags,
        blank.rules,
        blank.schedule,
        blank.series,
    )
