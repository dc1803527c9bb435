"""What a proposal is about, and what it stands on."""

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
    """A commitment's own assessment on one day. `expectation`: 力争, shown and never blamed."""

    commitment: int
    as_of: dt.date
    status: str
    expectation: bool = False
    evidence: Any = None
    """What the caller wants to find again: the assessment's key, its sum."""


@dataclass(frozen=True, slots=True)
class Found:
    """A matter that a rule finds worth an order, with its evidence in order of time.

    `matter` names it for good (`commitment:17`): while an order on it is open there is no second.
    """

    rule: Rule
    matter: str
    as_of: dt.date
    evidence: tuple[Any, ...] = field(default=())
