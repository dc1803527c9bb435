"""三色督查单: blue reminds, orange warns, red is the most serious; raised, never lowered."""

from __future__ import annotations

from enum import StrEnum


class Colour(StrEnum):
    """The colour of an order (三明's 三色督查单, 2017): 蓝 reminds, 橙 warns, 红 is most serious."""

    BLUE = "blue"
    ORANGE = "orange"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for blue, 2 for red."""
        return list(Colour).index(self)


class ColourError(ValueError):
    """A raise of the colour that is not allowed. `reason` is `not_higher` or `not_earned`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_raise(current: Colour, target: Colour, *, is_earned: bool, is_direct: bool) -> None:
    """Check that an order may be raised from `current` to `target`. Raises ColourError.

    A single step up is allowed when the order is overdue or was sent back (`is_earned`); anything
    else, such as from blue to red, only as a stated exception (`is_direct`): an urgent matter.
    """
    if target.rank <= current.rank:
        raise ColourError("not_higher")
    if not is_direct and not (is_earned and target.rank == current.rank + 1):
        raise ColourError("not_earned")
