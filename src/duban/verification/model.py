"""The values of this package: a target, a result, the verdict on both, a change between plans."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from duban.commitments import ClaimKind, Comparator, Strength


class Judgement(StrEnum):
    """Whether a target was met.

    `met`: reached as worded. `near`: short, within the tolerance of 左右, or 基本完成 where all was
    promised. `missed`: short. `not_reported`: no result. `changed_basis`: reported on another
    basis, such as a total of five years. `unclear`: reported, but the words do not settle it.
    """

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    NOT_REPORTED = "not_reported"
    CHANGED_BASIS = "changed_basis"
    UNCLEAR = "unclear"

    @property
    def chinese(self) -> str:
        """The word that pages and tables show."""
        return _CHINESE_BY_JUDGEMENT[self]


_CHINESE_BY_JUDGEMENT = {
    Judgement.MET: "完成",
    Judgement.NEAR: "基本完成",
    Judgement.MISSED: "未完成",
    Judgement.NOT_REPORTED: "未报告",
    Judgement.CHANGED_BASIS: "口径改变",
    Judgement.UNCLEAR: "不明确",
}


class ChangeKind(StrEnum):
    """What a plan did with a target of the plan before it."""

    UNCHANGED = "kept"
    RAISED = "raised"
    LOWERED = "lowered"
    REWORDED = "reworded"
    DROPPED = "dropped"
    NEW = "new"

    @property
    def chinese(self) -> str:
        """The word that pages and tables show."""
        return _CHINESE_BY_CHANGE[self]


_CHINESE_BY_CHANGE = {
    ChangeKind.UNCHANGED: "保持",
    ChangeKind.RAISED: "调高",
    ChangeKind.LOWERED: "调低",
    ChangeKind.REWORDED: "改述",
    ChangeKind.DROPPED: "不再提",
    ChangeKind.NEW: "新提",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A target of last year. `text[start:end]` is `number`; `quote` is the snippet around it.

    `key` is the harmonised name. A change is signed: 下降3% has the value −3 (`is_decrease`).
    `is_increment`: an amount by which something is to change (提高20元). A target in words alone
    has no `kind` and no `value`.
    """

    indicator: str
    key: str
    number: str
    start: int
    end: int
    quote: str
    clause: str
    kind: ClaimKind | None
    value: Decimal | None = None
    value_high: Decimal | None = None
    unit: str = ""
    comparator: Comparator | None = None
    is_decrease: bool = False
    is_increment: bool = False
    new: bool = False
    """新增, 新建: the amount of the year, not the stock at its end."""
    stage: str = ""
    """`begun` (开工) or `done` (建成), where the words before the number say so."""
    strength: Strength | None = None
    preceding_text: str = ""
    """The sentence before the number."""


@dataclass(frozen=True, slots=True)
class Result:
    """A result stated for last year. `start` and `end` are None for a published figure.

    `covers_many_years`: stated for several years together. `source`: of a published figure.
    """

    indicator: str
    key: str
    number: str
    quote: str
    clause: str
    kind: ClaimKind | None
    value: Decimal | None = None
    value_high: Decimal | None = None
    unit: str = ""
    comparator: Comparator | None = None
    is_decrease: bool = False
    is_increment: bool = False
    new: bool = False
    stage: str = ""
    covers_many_years: bool = False
    start: int | None = None
    end: int | None = None
    preceding_text: str = ""
    """The sentence before the number."""
    source: str | None = None
    until: str | None = None
    """The period of a published figure that does not cover the whole year."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target, what became of it, the result that says so (if any), and the sum in words."""

    target: Target
    judgement: Judgement
    result: Result | None
    sum: str
    sum_en: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One target of two plans: `last` is None for a new one, `this` for one that was dropped."""

    kind: ChangeKind
    last: Target | None
    this: Target | None
    sum: str

    @property
    def indicator(self) -> str:
        """The name that the newer plan gives it."""
        target = self.this or self.last
        return "" if target is None else target.indicator
