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
    pending = [quantity for quantity in quantities[first_index:last_index] if quantity.end <= end]
    for match in DELIMITER.finditer(text, start, end):
        if not pending:
            return clauses  # what follows holds no number
        mark_start, mark_end = match.span()
        if mark_end - mark_start > 1:
            continue
        if text[mark_start] == "、":
            commas.append(mark_start)
            continue
        if pending[0].start < mark_start:
            pending = _add_clause(clauses, text, clause_start, mark_start, commas, pending)
        clause_start, commas = mark_end, []
    if pending:
        _add_clause(clauses, text, clause_start, end, commas, pending)
    return clauses


def _add_clause(
    clauses: list[Clause], text: str, start: int, end: int, commas: list[int], pending: list[Quantity]
) -> list[Quantity]:
    """Add the clause `[start, end)` where it may claim something; the quantities that stand behind it."""
    size = next((index for index, quantity in enumerate(pending) if quantity.start >= end), len(pending))
    clause_quantities = pending[:size]
    claimable = [
        quantity for index, quantity in enumerate(clause_quantities) if may_claim(text, clause_quantities, index, start)
    ]
    if claimable:
        clauses.append(Clause(start, end, tuple(commas), tuple(claimable)))
    return pending[size:]
