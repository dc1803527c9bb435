"""三色督查单: blue reminds, orange warns, red is the gravest; raised, never lowered."""

from __future__ import annotations

from enum import StrEnum


class Colour(StrEnum):
    """Of an order (三明's 三色督查单, 2017): 蓝 to remind, 橙 to warn, 红 the gravest."""

    BLUE = "blue"
    ORANGE = "orange"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for blue, 2 for red."""
        return list(Colour).index(self)


class ColourError(ValueError):
    """A colour that cannot follow. `reason` is `not_higher` or `not_earned`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_raise(now: Colour, to: Colour, *, earned: bool, direct: bool) -> None:
    """Whether an order may go from `now` to `to`; ColourError says why not.

    One step up follows when the order is overdue or was sent back (`earned`); anything else, and a
    step from blue to red, only as a stated exception (`direct`): an important or urgent matter.
    """
    if to.rank <= now.rank:
        raise ColourError("not_higher")
    if not direct and not (earned and to.rank == now.rank + 1):
        raise ColourError("not_earned")
