"""The one sign of a falling indicator: from storage to chart a fall is below nothing.

Of a target such as 下降4% a body types how far the indicator fell (4.2), unless its schedule says
that figures carry their sign. What is stored, judged, drawn and published is the change (−4.2).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from duban_site.reporting.models import Reading, Schedule


class Aim(Protocol):
    """What a claim asks for."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def direction(self) -> str: ...  # noqa: D102
    @property
    def unit(self) -> str: ...  # noqa: D102


def is_falling(kind: str, direction: str, unit: str) -> bool:
    """Whether figures of such a claim are changes that should be below nothing.

    Points of a share that is itself reported (82.5%) are no changes.
    """
    rate = kind == "growth" or (kind == "points" and unit != "%")
    return direction == "down" and rate


def falling(claim: Aim) -> bool:
    """The same of a claim."""
    return is_falling(claim.kind, claim.direction, claim.unit)


def typed_as_fall(claim: Aim, schedule: Schedule | None) -> bool:
    """Whether a body types how far the indicator fell, without a sign."""
    return falling(claim) and (schedule is None or schedule.reading != Reading.SIGNED)


def turned(value: Decimal, claim: Aim, schedule: Schedule | None) -> Decimal:
    """A typed figure as it is stored, and a stored one as it is typed."""
    return -value if typed_as_fall(claim, schedule) else value
