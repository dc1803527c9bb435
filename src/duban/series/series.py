"""The figures of one indicator, with every version that was ever published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby, pairwise

from duban.series.observation import Observation
from duban.series.period import Period
from duban.series.units import UnitError, convert

_END_OF_TIME = dt.date.max


class SeriesError(ValueError):
    """Figures that cannot stand in one series."""


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one indicator in one unit. Nothing is overwritten: versions stand side by side.

    `observations` are ordered by period, then by the day they became known, then by version.
    `is_per_period` says that a figure covers only its own months and must be added up; by default a
    figure counts from the start of the year (累计), as China's statistics are published.
    """

    indicator: str
    unit: str
    observations: tuple[Observation, ...] = ()
    is_per_period: bool = False

    def __post_init__(self) -> None:
        ordered = tuple(self.observations)
        # Figures mostly come in order, and to see that takes much less than to sort them.
        if any(earlier.period.end >= later.period.end for earlier, later in pairwise(ordered)):
            ordered = tuple(sorted(ordered, key=lambda entry: (entry.period, entry.available_from, entry.version.rank)))
        object.__setattr__(self, "observations", ordered)
        for obs in ordered:
            if obs.unit != self.unit:
                msg = f"{self.indicator}: {obs.unit} among figures in {self.unit}; use Series.of"
                raise SeriesError(msg)

    @classmethod
    def from_observations(
        cls, indicator: str, unit: str, observations: Iterable[Observation], *, single: bool = False
    ) -> Series:
        """A series in `unit`, converting figures given in 万, 亿 or a unit of the same family.

        Raises SeriesError when units do not fit or one version of a period has two values.
        """
        converted = [_convert_observation(indicator, observation, unit) for observation in observations]
        _refuse_contradictions(indicator, converted)
        return cls(indicator, unit, tuple(converted), single)

    def find_latest(
        self, as_of: dt.date, *, since: dt.date | None = None, until: dt.date | None = None
    ) -> Observation | None:
        """The newest period known on `as_of`, in its newest version then known.

        Only periods that end between `since` and `until` count. None when nothing was known.
        """
        for observation in reversed(self.observations):
            period_end = observation.period.end
            if since is not None and period_end < since:
                return None
            if observation.available_from <= as_of and (until is None or period_end <= until):
                # Observations of a period stand in the order they became known, so the first
                # one met from the back that was known is the newest version.
                return observation
        return None

    def find_exact(self, period: Period, as_of: dt.date = _END_OF_TIME) -> Observation | None:
        """The figure for exactly this period, in the newest version known on `as_of`."""
        for observation in reversed(self.observations):
            if observation.period == period and observation.available_from <= as_of:
                return observation
        return None

    def find_ending(self, end: dt.date, as_of: dt.date = _END_OF_TIME) -> Observation | None:
        """The figure whose period ends on that day, the longest period first."""
        for observation in reversed(self.observations):
            if observation.period.end == end and observation.available_from <= as_of:
                return observation
        return None

    def cumulative_at(self, period: Period, as_of: dt.date = _END_OF_TIME) -> Decimal | None:
        """The amount from the start of the year to the period's end.

        In a series with `is_per_period` the figures that cover the time from January without a gap
        are added; None when one is missing: an incomplete sum would look like a fall.
        """
        exact = self.find_exact(period, as_of)
        if exact is None:
            return None
        if not self.is_per_period or period.is_cumulative or period.day is not None:
            return exact.value
        return self._sum_tiles(period, as_of)

    def vintages(self, period: Period) -> tuple[Observation, ...]:
        """Every version of a period's figure, oldest first."""
        return tuple(observation for observation in self.observations if observation.period == period)

    def as_published_by(self, as_of: dt.date) -> Series:
        """The series as it stood on that day."""
        observations = tuple(observation for observation in self.observations if observation.available_from <= as_of)
        return Series(self.indicator, self.unit, observations, self.is_per_period)

    def iterate_newest(self, as_of: dt.date = _END_OF_TIME) -> Iterator[Observation]:
        """One observation a period, the newest version known on `as_of`, in order of period."""
        for _, group in groupby(self.observations, key=lambda observation: observation.period):
            available = [observation for observation in group if observation.available_from <= as_of]
            if available:
                yield available[-1]

    def _sum_tiles(self, period: Period, as_of: dt.date) -> Decimal | None:
        pieces = [observation for observation in self.iterate_newest(as_of) if observation.period.year == period.year]
        total, month = Decimal(0), period.last
        while month > 0:
            # The longest piece that ends here leaves the fewest to find.
            piece = next((observation for observation in reversed(pieces) if _ends_in(observation.period, month)), None)
            if piece is None:
                return None
            total += piece.value
            month = piece.period.first - 1
        return total


def _ends_in(period: Period, month: int) -> bool:
    return period.day is None and period.last == month


def _convert_observation(indicator: str, observation: Observation, unit: str) -> Observation:
    if observation.unit == unit:
        return observation
    try:
        value = convert(observation.value, observation.unit, unit)
    except UnitError as error:
        message = f"{indicator}, {observation.period}: {error}"
        raise SeriesError(message) from error
    return replace(observation, value=value, unit=unit)


def _refuse_contradictions(indicator: str, observations: Iterable[Observation]) -> None:
    values: dict[tuple[Period, dt.date | None, str], Decimal] = {}
    for figure in observations:
        version = (figure.period, figure.published, figure.version.value)
        if values.setdefault(version, figure.value) != figure.value:
            message = (
                f"{indicator}: two values for {figure.period} ({figure.version.chinese}), "
                f"{values[version]} and {figure.value}; mark the later one 修订, with its date"
            )
            raise SeriesError(message)
