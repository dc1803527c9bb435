"""The sign of falling indicators: from storage to chart a fall is negative.

For a target such as 下降4% a body types how far the indicator fell (4.2), unless its schedule says
that figures carry their sign. Stored, assessed, charted and published is the change (−4.2).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from duban_site.reporting.models import Reading, Schedule


class ClaimTarget(Protocol):
    """The fields of a claim that decide its sign."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def direction(self) -> str: ...  # noqa: D102
    @property
    def unit(self) -> str: ...  # noqa: D102


def is_falling(kind: str, direction: str, unit: str) -> bool:
    """Whether figures of such a claim are changes that should be negative.

    Not for points of a share that is itself reported (82.5%): those figures are levels.
    """
    is_rate = kind == "growth" or (kind == "points" and unit != "%")
    return direction == "down" and is_rate


def is_falling_claim(claim: ClaimTarget) -> bool:
    """The same for a claim: whether its figures are changes that should be negative."""
    return is_falling(claim.kind, claim.direction, claim.unit)


def is_typed_as_fall(claim: ClaimTarget, schedule: Schedule | None) -> bool:
    """Whether a body types how far the indicator fell, without a sign."""
    return is_falling_claim(claim) and (schedule is None or schedule.reading != Reading.SIGNED)


def flip_fall_sign(value: Decimal, claim: ClaimTarget, schedule: Schedule | None) -> Decimal:
    """Convert a typed figure to the stored one, or back: negate it where a fall is typed."""
    return -value if is_typed_as_fall(claim, schedule) else value
