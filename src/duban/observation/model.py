"""The values of this package: a target to find figures for, and a figure proposed for it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from duban.series import Observation, Period, Version
from duban.verification import Target


@dataclass(frozen=True, slots=True)
class PlanTarget:
    """A target by what figures call it: its `id`, its line in a file, or its place in a report."""

    id: str
    target: Target


@dataclass(frozen=True, slots=True)
class Proposal:
    """A figure that a document states, proposed for a target.

    `value` is in `unit`, the base unit (元, 人); a fall is negative. `number` is the figure as the
    document writes it and `quote` its sentence or row; `start` and `end` are its place in the
    document's text. `basis` is what the document says of how it is counted (可比口径, 当月 …).
    `sure` is False where a person has to look first, and `doubt` says why.
    """

    id: str
    target: Target
    indicator: str
    number: str
    value: Decimal
    unit: str
    period: Period
    basis: str
    version: Version
    quote: str
    source: str
    start: int | None
    end: int | None
    sure: bool
    doubt: str = ""

    @property
    def signed_number(self) -> str:
        """The figure as a reader should see it: with the fall that its sentence states."""
        is_fall = self.value < 0 and not self.number.startswith("-")
        return f"下降{self.number}" if is_fall else self.number

    def to_observation(self) -> Observation:
        """The figure as a series takes it."""
        return Observation(self.period, self.value, self.unit, version=self.version, source=self.source)
