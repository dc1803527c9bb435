"""The figures of one indicator, with every version that was ever published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise

from duban.series.observation import Observation
from duban.series.period import Period
from duban.series.units import UnitError, convert

_LATEST = dt.date.max


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
    single: bool = False

    def __post_init__(self) -> None:
        ordered = tuple(self.observations)
        # Figures mostly come in order, and to see that takes much less than to sort them.
        if any(a.period.end >= b.period.end for a, b in pairwise(ordered)):
            ordered = tuple(sorted(ordered, key=lambda o: (o.period, o.known, o.version.rank)))
        object.__setattr__(self, "observations", ordered)
        for obs in ordered:
            if obs.unit != self.unit:
                msg = f"{self.indicator}: {obs.unit} among figures in {self.unit}; use Series.of"
                raise SeriesError(msg)

    @classmethod
    def of(
        cls, indicator: str, unit: str, observations: Iterable[Observation], *, single: bool = False
    ) -> Series:
        """A series in `unit`, converting figures given in 万, 亿 or a unit of the same family.

        Raises SeriesError when units do not fit or one version of a period has two values.
        """
        converted = [_in_unit(indicator, o, unit) for o in observations]
        _refuse_contradictions(indicator, converted)
        return cls(indicator, unit, tuple(converted), single)

    def latest(
        self, as_of: dt.date, *, since: dt.date | None = None, until: dt.date | None = None
    ) -> Observation | None:
        """The newest period known on `as_of`, in its newest version then known.

        Only periods that end between `since` and `until` count. None when nothing was known.
        """
        for obs in reversed(self.observations):
            end = obs.period.end
            if since is not None and end < since:
                return None
            if obs.known <= as_of and (until is None or end <= until):
                # Observations of a period stand in the order they became known, so the first
                # one met from the back that was known is the newest version.
                return obs
        return None

    def at(self, period: Period, as_of: dt.date = _LATEST) -> Observation | None:
        """The figure for exactly this period, in the newest version known on `as_of`."""
        for obs in reversed(self.observations):
            if obs.period == period and obs.known <= as_of:
                return obs
        return None

    def ending(self, end: dt.date, as_of: dt.date = _LATEST) -> Observation | None:
        """The figure whose period ends on that day, the longest period first."""
        for obs in reversed(self.observations):
            if obs.period.end == end and obs.known <= as_of:
                return obs
        return None

    def cumulative_at(self, period: Period, as_of: dt.date = _LATEST) -> Decimal | None:
        """The amount from the start of the year to the period's end.

        In a series with `is_per_period` the figures that cover the time from January without a gap
        are added; None when one is missing: an incomplete sum would look like a fall.
        """
        exact = self.at(period, as_of)
        if exact is None:
            return None
        if not self.single or period.cumulative or period.day is not None:
            return exact.value
        return self._tiled(period, as_of)

    def vintages(self, period: Period) -> tuple[Observation, ...]:
        """Every version of a period's figure, oldest first."""
        return tuple(o for o in self.observations if o.period == period)

    def known_by(self, as_of: dt.date) -> Series:
        """The series as it stood on that day."""
        seen = tuple(o for o in self.observations if o.known <= as_of)
        return Series(self.indicator, self.unit, seen, self.single)

    def newest(self, as_of: dt.date = _LATEST) -> Iterator[Observation]:
        """One observation a period, the newest version known on `as_of`, in order of period."""
        for _, group in groupby(self.observations, key=lambda o: o.period):
            known = [o for o in group if o.known <= as_of]
            if known:
                yield known[-1]

    def _tiled(self, period: Period, as_of: dt.date) -> Decimal | None:
        pieces = [o for o in self.newest(as_of) if o.period.year == period.year]
        total, month = Decimal(0), period.last
        while month > 0:
            # The longest piece that ends here leaves the fewest to find.
            piece = next((o for o in reversed(pieces) if _ends_in(o.period, month)), None)
            if piece is None:
                return None
            total += piece.value
            month = piece.period.first - 1
        return total


def _ends_in(period: Period, month: int) -> bool:
    return period.day is None and period.last == month


def _in_unit(indicator: str, obs: Observation, unit: str) -> Observation:
    if obs.unit == unit:
        return obs
    try:
        value = convert(obs.value, obs.unit, unit)
    except UnitError as error:
        msg = f"{indicator}, {obs.period}: {error}"
        raise SeriesError(msg) from error
    return Observation(obs.period, value, unit, obs.published, obs.version, obs.source)


def _refuse_contradictions(indicator: str, observations: Iterable[Observation]) -> None:
    seen: dict[tuple[Period, dt.date | None, str], Decimal] = {}
    for obs in observations:
        key = (obs.period, obs.published, obs.version.value)
        if seen.setdefault(key, obs.value) != obs.value:
            msg = (
                f"{indicator}: two values for {obs.period} ({obs.version.chinese}), "
                f"{seen[key]} and {obs.value}; mark the later one 修订, with its date"
            )
            raise SeriesError(msg)
