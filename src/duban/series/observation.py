"""One published figure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from duban.series.period import Period


class Version(StrEnum):
    """初步, 修订, 最终: how settled a figure is."""

    PRELIMINARY = "preliminary"
    REVISED = "revised"
    FINAL = "final"

    @property
    def rank(self) -> int:
        """0 to 2; of two versions published on one day the higher counts."""
        return _RANK[self]

    @property
    def chinese(self) -> str:
        """初步, 修订 or 最终."""
        return _CHINESE[self]

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read 初步/修订/最终 or the English words; an empty text is 初步. Raises ValueError."""
        word = text.strip().lower()
        for version in cls:
            if word in _WORDS_BY_VERSION[version]:
                return version
        message = f"{text!r} is not a version; write 初步, 修订 or 最终 (preliminary, revised, final)"
        raise ValueError(message)


_RANK = {Version.PRELIMINARY: 0, Version.REVISED: 1, Version.FINAL: 2}
_CHINESE = {Version.PRELIMINARY: "初步", Version.REVISED: "修订", Version.FINAL: "最终"}
# 初步核算, 初步核实 and 最终核实 are the national accounts' own words (domain.md 3).
_WORDS_BY_VERSION = {
    Version.PRELIMINARY: ("", "preliminary", "prelim", "first", "初步", "初步核算", "快报", "初报"),
    Version.REVISED: ("revised", "修订", "初步核实", "更正"),
    Version.FINAL: ("final", "最终", "最终核实", "年报"),
}


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure for an indicator at a period's end.

    `published` is the day from which it may be known. Without one that is the day on which it was
    `accepted`, where somebody accepts figures, and the period's end at the earliest. `source` says
    where it stands (a page, a file's row).
    Raises ValueError when it is said to be published before its period ended.
    """

    period: Period
    value: Decimal
    unit: str
    published: dt.date | None = None
    version: Version = Version.PRELIMINARY
    source: str | None = None
    accepted: dt.date | None = None
    available_from: dt.date = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.value.is_finite():
            message = f"a figure must be a number, not {self.value}"
            raise ValueError(message)
        if self.published is not None and self.published < self.period.end:
            message = (
                f"the figure for {self.period} cannot be published on {self.published}, "
                f"before {self.period.end}; check both dates"
            )
            raise ValueError(message)
        object.__setattr__(self, "available_from", self.published or max(self.period.end, self.accepted or dt.date.min))
