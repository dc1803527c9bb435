"""A target in words: its number with the bound that its report sets (力争5%以上, 下降3%左右)."""

from __future__ import annotations

from duban.commitments import Comparator, Strength
from duban.verification.model import Target

_BOUND_WORDS = {
    Comparator.GE: "以上",
    Comparator.GT: "以上（不含）",
    Comparator.LE: "以内",
    Comparator.LT: "以内（不含）",
    Comparator.APPROX: "左右",
}
_STRENGTH_WORDS = {Strength.ENSURE: "确保", Strength.STRIVE: "力争"}


def render_bounded_number(target: Target) -> str:
    """The number with the word of its bound, unless it ends in that word already."""
    bound_word = _BOUND_WORDS.get(target.comparator, "") if target.comparator is not None else ""
    return target.number if target.number.endswith(bound_word) else target.number + bound_word


def render_target(target: Target) -> str:
    """The number with its bound, the fall it asks for, and 确保 or 力争."""
    strength_word = _STRENGTH_WORDS.get(target.strength, "") if target.strength is not None else ""
    return f"{strength_word}{'下降' if target.is_decrease else ''}{render_bounded_number(target)}"
