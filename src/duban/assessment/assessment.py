"""The result: a status with everything that gave it, so that a reader can redo the sum by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from duban.assessment import forecasting, sums
from duban.assessment.model import Forecast, Light, Method, Status
from duban.assessment.rules import DEFAULT_RULES, Rules
from duban.assessment.schedule import Schedule, Share
from duban.assessment.target import Target
from duban.series import Observation, Period, Series


@dataclass(frozen=True)
class Assessment:
    """How one target stood on `as_of`.

    `value` is the figure on the target's scale, `expected` what it was compared with, and `gap` the
    difference: positive is better than required, negative short of it, whichever way the target
    points. All three are in `unit`; where nothing was judged, only `value` may be there. `share` is the part of the
    schedule that was expected by the end of the figure's period. `reason` is a word that says why a
    target was not judged (sums.REASON_TEXTS); `flags` are words that a page must show beside the
    status (sums.FLAG_TEXTS).
    """

    target: Target = field(repr=False)
    as_of: dt.date
    status: Status
    light: Light | None = None
    value: Decimal | None = None
    expected: Decimal | None = None
    gap: Decimal | None = None
    bound: Decimal | None = None
    share: Share | None = None
    observation: Observation | None = None
    reference_observation: Observation | None = None
    reason: str = ""
    flags: tuple[str, ...] = ()
    rules: Rules = field(default=DEFAULT_RULES, repr=False)
    schedule: Schedule | None = field(default=None, repr=False)
    series: Series | None = field(default=None, repr=False, compare=False)

    @property
    def period(self) -> Period | None:
        """The figure's own period: a first-quarter figure shown in May says so."""
        return None if self.observation is None else self.observation.period

    @property
    def unit(self) -> str:
        """The unit of value, expected and gap."""
        if self.target.method is Method.MILESTONES:
            return "%"
        if self.target.unit or self.series is None:
            return self.target.unit
        return self.series.unit

    @property
    def verdict(self) -> str:
        """What the rule set's city calls this status; the house word where it has none."""
        return self.rules.choose_verdict(self.status, self.light)

    @cached_property
    def forecast(self) -> Forecast | None:
        """The year's end as the figures suggest; None where figures cannot tell."""
        return forecasting.forecast_year_end(self)

    @property
    def probability(self) -> float | None:
        """The chance that the target is met: 1 or 0 once it is settled."""
        if self.status is Status.COMPLETED:
            return 1.0
        if self.status is Status.OVERDUE or "breached" in self.flags:
            return 0.0
        return None if self.forecast is None else self.forecast.probability

    @property
    def sum(self) -> str:
        """The sum in Chinese."""
        return sums.render_chinese(self)

    @property
    def sum_en(self) -> str:
        """The sum in English."""
        return sums.render_english(self)

    @property
    def components(self) -> dict[str, Any]:
        """Inputs, formula, thresholds and source rows as JSON values, numbers as strings."""
        return sums.collect_components(self)
