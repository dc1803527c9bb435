"""The values of this package: who set which target, how hard it binds, what it compares with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from duban.commitments import ClaimKind
from duban.regions import Level
from duban.verification import Result, Target


class Hardness(StrEnum):
    """How hard a target binds, from the hardest down.

    `floor`: 以上, 以内, 不低于, or 确保: to fall short is to fail. `exact`: the bare number.
    `band`: 左右 or a range: a little less will do. `strive`: 力争, 争取, 努力: an expectation.
    """

    FLOOR = "floor"
    EXACT = "exact"
    BAND = "band"
    STRIVE = "strive"

    @property
    def chinese(self) -> str:
        """The word that pages and tables show."""
        return _CHINESE_BY_HARDNESS[self]


_CHINESE_BY_HARDNESS = {
    Hardness.FLOOR: "守底线",
    Hardness.EXACT: "定数",
    Hardness.BAND: "留余地",
    Hardness.STRIVE: "力争",
}


@dataclass(frozen=True, slots=True)
class Government:
    """Whose report it is. `code` and `level` are None where no region bears the name."""

    name: str
    code: str | None
    level: Level | None


@dataclass(frozen=True, slots=True)
class Stance:
    """One target of one government for one year, and what it is compared with.

    `indicator` is the id of the vocabulary, or the plain name of what stands in none. `last` is the
    result of the year before that the same report states; `outcome` is what the next report states.
    `above` is the target of the level above. Where the two are in one unit, `ambition` is the
    target less `last`, and `step` the target less `above`: in points for rates, in per cent for
    amounts, and positive where the target asks for more, whichever side is good.
    """

    government: Government
    year: int
    indicator: str
    name: str
    measure: ClaimKind
    target: Target
    hardness: Hardness
    source: str
    last: Result | None = None
    outcome: Result | None = None
    above: Stance | None = None
    ambition: Decimal | None = None
    step: Decimal | None = None

    @property
    def is_rate(self) -> bool:
        """Whether it is a rate, so that differences are points and not per cent."""
        return self.measure in (ClaimKind.GROWTH, ClaimKind.SHARE, ClaimKind.POINTS)


@dataclass(frozen=True, slots=True)
class Span:
    """The years in which a government sets a target for an indicator, of those that were read.

    `first_year` is the first year it is set after a report that does not set it, `end_year` the
    first year that no longer does; None where the reports do not show it.
    """

    government: Government
    indicator: str
    name: str
    measure: ClaimKind
    report_years: tuple[int, ...]
    years: tuple[int, ...]
    first_year: int | None
    end_year: int | None


@dataclass(frozen=True, slots=True)
class SkippedReport:
    """A report that could not be compared, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that the reports say, in the order of indicator, year and value."""

    stances: tuple[Stance, ...]
    spans: tuple[Span, ...]
    governments: tuple[Government, ...]
    years: tuple[int, ...]
    reports: int
    passed_over: tuple[SkippedReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The stances of one indicator, measured one way, in one year: the highest first."""

    indicator: str
    name: str
    measure: ClaimKind
    year: int
    stances: tuple[Stance, ...]
