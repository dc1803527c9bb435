"""What a claim was read from: its clause, the words of its name, what stood around it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Span = tuple[int, int]
"""`[start, end)` of the report's text."""


class Stage(StrEnum):
    """How far the thing is that a number counts, where its clause says so."""

    BEGUN = "begun"
    PART_COMPLETED = "part_completed"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a claim was read from. Spans are of the report's text.

    `figure` is the number with its bounds as written (约5%左右, 不少于800个, 150个以上).
    `name` holds the stretches that the indicator's words were taken from, in its order. `verb` is
    the verb of doing that the number stands under and `acts_on` what it acts on. `time` and
    `basis` are the words for when (年末, 到2030年) and for what it is compared with (同比),
    `whole` what it is part of (其中, 占). `cumulative` says that 累计 stands by it. `precision`
    is what one unit in the last written digit is worth, in the claim's unit: 0.1 for 5.5%, 10⁸ for
    3000亿元. `pattern` is the id of the pattern that named it, or `rule`.
    """

    clause: Span
    figure: str = ""
    name: tuple[Span, ...] = ()
    verb: str = ""
    acts_on: Span | None = None
    time: str = ""
    basis: str = ""
    whole: str = ""
    stage: Stage | None = None
    cumulative: bool = False
    precision: Decimal | None = None
    pattern: str = "rule"
