"""The input of the rules in addition to assessments: monthly reports, satisfaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """A body's report of a month: requested, perhaps submitted."""

    body: int
    end: dt.date
    """The last day of its month."""
    late_after: dt.date
    handed_in: dt.date | None = None
    evidence: Any = None

    def missing(self, as_of: dt.date) -> bool:
        """Whether it was not yet submitted on `as_of`, though the days of grace had passed."""
        is_present = self.handed_in is not None and self.handed_in <= as_of
        return not is_present and as_of > self.late_after

    def late(self) -> bool:
        """Whether it was submitted after the days of grace."""
        return self.handed_in is not None and self.handed_in > self.late_after


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """A register's measure of satisfaction for one body on one day, in per cent, and its floor."""

    register: str
    body: int
    as_of: dt.date
    value: Decimal
    floor: Decimal
    evidence: Any = None
