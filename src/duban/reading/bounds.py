"""How a figure binds, and how strongly it is promised: 以上, 不超过, 左右; 确保, 力争."""

from __future__ import annotations

from duban.commitments import Comparator, Strength
from duban.quantities import Quantity
from duban.reading.lexicon import (
    ANY_BOUND_BEFORE_NUMBER,
    BOUND_AFTER_NUMBER,
    BOUND_FIRST_CHARACTERS,
    BOUNDS_BEFORE_NUMBER,
    ENSURE_OR_STRIVE,
    ENSURE_WORD,
    STRIVE_WORD,
)


def find_comparator(quantity: Quantity, words_before: str, bound_after: str | None, *, is_tail: bool) -> Comparator:
    """The comparator of a quantity, from the words before it and the bound behind it, if any.

    `bound_after` is the name of the bound behind. `is_tail` says that `words_before` contains only
    links and bounds; otherwise a bound counts only in the last four characters.
    """
    if quantity.value_high is not None:
        return Comparator.RANGE
    if bound_after is not None:
        return Comparator(bound_after)
    search_start = 0 if is_tail else max(0, len(words_before) - 4)
    has_bound = ANY_BOUND_BEFORE_NUMBER.search(words_before, search_start) is not None
    for comparator_name, pattern in BOUNDS_BEFORE_NUMBER if has_bound else ():
        if pattern.search(words_before, search_start):
            if quantity.unit == "百分点" and comparator_name in ("gt", "lt") and "于" in words_before:
                return Comparator.EQ  # 高于全国1.8个百分点 says by how much (guide, rule 15)
            return Comparator(comparator_name)
    if quantity.more:
        return Comparator.GT
    if quantity.bare and words_before.endswith("上"):
        return Comparator.GE
    return Comparator.EQ


def find_bound_after(canonical_text: str, offset: int) -> tuple[str | None, int]:
    """The bound that stands at `offset` (以上, 以内, 左右, …) and where it ends."""
    character = canonical_text[offset : offset + 1]
    if character not in BOUND_FIRST_CHARACTERS and not character.isspace():
        return None, offset
    match = BOUND_AFTER_NUMBER.match(canonical_text, offset)
    if match is None:
        return None, offset
    return match.lastgroup, match.end()


def find_strength(words: str) -> Strength | None:
    """确保 or 力争 in `words`, the last one counting; None when there is neither."""
    if ENSURE_OR_STRIVE.search(words) is None:
        return None
    last_strive = None
    for last_strive in STRIVE_WORD.finditer(words):  # noqa: B007 - the last match is wanted
        pass
    last_ensure = None
    for last_ensure in ENSURE_WORD.finditer(words):  # noqa: B007
        pass
    if last_strive is not None and (last_ensure is None or last_strive.start() > last_ensure.start()):
        return Strength.STRIVE
    return Strength.ENSURE if last_ensure is not None else None
