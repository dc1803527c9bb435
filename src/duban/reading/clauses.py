"""Cut a sentence into clauses, with the quantities that may be claims in each.

A clause ends at ，；： and at the end of its sentence, never inside quotation marks or brackets.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from duban.quantities import Quantity
from duban.reading.claim_filter import may_claim
from duban.reading.lexicon import DELIMITER


class Clause(NamedTuple):
    """`[start, end)` of the text, the positions of its free 、, and its quantities."""

    start: int
    end: int
    enumeration_commas: tuple[int, ...]
    quantities: tuple[Quantity, ...]


def split_clauses(
    text: str, start: int, end: int, quantities: list[Quantity], quantity_starts: list[int]
) -> list[Clause]:
    """The clauses of the sentence `[start, end)` that hold at least one quantity.

    `quantities` are those of the whole text and `quantity_starts` their offsets, in order.
    """
    first_index, last_index = bisect_left(quantity_starts, start), bisect_left(quantity_starts, end)
    if first_index == last_index:
        return []
    clauses: list[Clause] = []
    clause_start = start
    commas: list[int] = []
    sentence_quantities = [quantity for quantity in quantities[first_index:last_index] if quantity.end <= end]
    starts_inside = [quantity.start for quantity in sentence_quantities]
    for match in DELIMITER.finditer(text, start, end):
        mark = match[0]
        if mark == "、":
            commas.append(match.start())
        elif len(mark) == 1:
            clauses.append(_build_clause(text, clause_start, match.start(), commas, sentence_quantities, starts_inside))
            clause_start, commas = match.end(), []
    clauses.append(_build_clause(text, clause_start, end, commas, sentence_quantities, starts_inside))
    return clauses


def _build_clause(
    text: str, start: int, end: int, commas: list[int], quantities: list[Quantity], quantity_starts: list[int]
) -> Clause:
    clause_quantities = quantities[bisect_left(quantity_starts, start) : bisect_left(quantity_starts, end)]
    claimable = [
        quantity for index, quantity in enumerate(clause_quantities) if may_claim(text, clause_quantities, index, start)
    ]
    return Clause(start, end, tuple(commas), tuple(claimable))
