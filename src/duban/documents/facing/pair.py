"""What a facing page shows: pairs of quotes, and the kinds that they fall into."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PairKind:
    """A kind of pair: its CSS class, its glyph, its Chinese and its English word."""

    name: str
    glyph: str
    label: str
    english: str


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair: the number, its clause, and its place in that side's text (if any)."""

    number: str
    quote: str
    start: int | None
    end: int | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """Target and result in one unit, for the small chart between the quotes."""

    target: Decimal
    result: Decimal


@dataclass(frozen=True, slots=True)
class Pair:
    """A target and its counterpart. `sum` says in words how the two compare."""

    kind: PairKind
    name: str
    earlier: Side | None
    later: Side | None
    sum: str
    scale: Scale | None = None
