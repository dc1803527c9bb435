"""Cut a sentence into clauses, with the quantities that may be claims in each.

A clause ends at ，；： and at the end of its sentence, never inside quotation marks or brackets.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from duban.quantities import Quantity
from duban.reading.claimable import may_claim
from duban.reading.lexicon import DELIMITER


class Clause(NamedTuple):
    """`[start, end)` of the text, the positions of its free 、, and its quantities."""

    start: int
    end: int
    commas: tuple[int, ...]
    quantities: tuple[Quantity, ...]


def cut(
    text: str, start: int, end: int, quantities: list[Quantity], starts: list[int]
) -> list[Clause]:
    """The clauses of the sentence `[start, end)` that hold at least one quantity.

    `quantities` are those of the whole text and `quantity_starts` their offsets, in order.
    """
    low, high = bisect_left(starts, start), bisect_left(starts, end)
    if low == high:
        return []
    clauses: list[Clause] = []
    at = start
    commas: list[int] = []
    inside = [q for q in quantities[low:high] if q.end <= end]
    places = [q.start for q in inside]
    for match in DELIMITER.finditer(text, start, end):
        mark = match[0]
        if mark == "、":
            commas.append(match.start())
        elif len(mark) == 1:
            clauses.append(_clause(text, at, match.start(), commas, inside, places))
            at, commas = match.end(), []
    clauses.append(_clause(text, at, end, commas, inside, places))
    return clauses


def _clause(
    text: str,
    start: int,
    end: int,
    commas: list[int],
    quantities: list[Quantity],
    places: list[int],
) -> Clause:
    inside = quantities[bisect_left(places, start) : bisect_left(places, end)]
    kept = [q for i, q in enumerate(inside) if may_claim(text, inside, i, start)]
    return Clause(start, end, tuple(commas), tuple(kept))
