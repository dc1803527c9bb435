"""The proposal of an order: its matter, its rule and its evidence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Rule(StrEnum):
    """Why an order is proposed."""

    OVERDUE = "overdue"
    BEHIND = "behind"
    UNREPORTED = "unreported"
    LATE = "late"
    SATISFACTION = "satisfaction"


@dataclass(frozen=True, slots=True)
class Standing:
    """A commitment's assessment on a day. `expectation`: 力争, reported but never proposed."""

    commitment: int
    as_of: dt.date
    status: str
    expectation: bool = False
    evidence: Any = None
    """Any reference that the caller needs to find it again, such as the assessment's key."""
    period: str = ""
    """The period of the figure that was assessed; empty where there was none."""


@dataclass(frozen=True, slots=True)
class OrderProposal:
    """A matter for which a rule proposes an order, with its evidence in order of time.

    `matter` is its permanent name (`commitment:17`): while an order on it is open there is no
    second proposal.
    """

    rule: Rule
    matter: str
    as_of: dt.date
    evidence: tuple[Any, ...] = field(default=())
