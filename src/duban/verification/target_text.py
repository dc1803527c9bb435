"""A target and a result in words: a number with its bound (力争5%以上) or its fall (下降3%左右)."""

from __future__ import annotations

from duban.commitments import Comparator, Strength
from duban.verification.model import Result, Target

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


def render_result(result: Result) -> str:
    """The number, with the fall that its sentence states."""
    is_fall = result.value is not None and result.value < 0 and not result.number.startswith("-")
    return f"下降{result.number}" if is_fall else result.number


def render_target(target: Target) -> str:
    """The number with its bound, the fall it asks for, and 确保 or 力争."""
    strength_word = _STRENGTH_WORDS.get(target.strength, "") if target.strength is not None else ""
    return f"{strength_word}{'下降' if target.is_decrease else ''}{render_bounded_number(target)}"
