"""How a figure binds, and how strongly it is promised: 以上, 不超过, 左右; 确保, 力争."""

from __future__ import annotations

from duban.commitments import Comparator, Strength
from duban.quantities import Quantity
from duban.reading.lexicon import (
    AFTER_BOUND,
    ANY_BEFORE_BOUND,
    BEFORE_BOUND,
    ENSURE,
    ENSURE_OR_STRIVE,
    STRIVE,
)


def comparator(q: Quantity, before: str, after: str | None, *, tail: bool) -> Comparator:
    """The comparator of a quantity, from the words before it and the bound behind it, if any.

    `bound_after` is the name of the bound behind. `is_tail` says that `words_before` contains only
    links and bounds; otherwise a bound counts only in the last four characters.
    """
    if q.high is not None:
        return Comparator.RANGE
    if after is not None:
        return Comparator(after)
    near = 0 if tail else max(0, len(before) - 4)
    bounded = ANY_BEFORE_BOUND.search(before, near) is not None
    for name, pattern in BEFORE_BOUND if bounded else ():
        if pattern.search(before, near):
            if q.unit == "百分点" and name in ("gt", "lt") and "于" in before:
                return Comparator.EQ  # 高于全国1.8个百分点 says by how much (guide, rule 15)
            return Comparator(name)
    if q.more:
        return Comparator.GT
    if q.bare and before.endswith("上"):
        return Comparator.GE
    return Comparator.EQ


def after_bound(canon: str, at: int) -> tuple[str | None, int]:
    """The bound that stands at `offset` (以上, 以内, 左右, …) and where it ends."""
    match = AFTER_BOUND.match(canon, at)
    if match is None:
        return None, at
    return match.lastgroup, match.end()


def strength(words: str) -> Strength | None:
    """确保 or 力争 in `words`, the last one counting; None when there is neither."""
    if ENSURE_OR_STRIVE.search(words) is None:
        return None
    strive = None
    for strive in STRIVE.finditer(words):  # noqa: B007 - the last match is wanted
        pass
    ensure = None
    for ensure in ENSURE.finditer(words):  # noqa: B007
        pass
    if strive is not None and (ensure is None or strive.start() > ensure.start()):
        return Strength.STRIVE
    return Strength.ENSURE if ensure is not None else None
