"""A stance in words: how its target binds, and the sums that hold it against others."""

from __future__ import annotations

from decimal import Decimal

from duban.commitments import Comparator, Strength
from duban.compare.model import Stance
from duban.years import Target

_BOUNDS = {
    Comparator.GE: "以上",
    Comparator.GT: "以上（不含）",
    Comparator.LE: "以内",
    Comparator.LT: "以内（不含）",
    Comparator.APPROX: "左右",
}
_STRENGTHS = {Strength.ENSURE: "确保", Strength.STRIVE: "力争"}


def wanted(target: Target) -> str:
    """The target with its words: 力争5%以上, 下降3%左右."""
    strength = _STRENGTHS.get(target.strength, "") if target.strength else ""
    bound = _BOUNDS.get(target.comparator, "") if target.comparator else ""
    if target.number.endswith(bound):
        bound = ""
    down = "下降" if target.falling else ""
    return f"{strength}{down}{target.number}{bound}"


def sum_of(stance: Stance) -> str:
    """How the target compares with last year's result and with the level above, in words."""
    said = []
    if stance.last is not None:
        said.append(f"上年结果{stance.last.number}，{_difference(stance, stance.ambition)}")
    if stance.above is not None:
        other = stance.above
        year = "" if other.year == stance.year else f"{other.year}年"
        held = f"{other.government.name}{year}目标{wanted(other.target)}"
        said.append(held if stance.step is None else f"{held}，{_difference(stance, stance.step)}")
    return "；".join(said)


def _difference(stance: Stance, difference: Decimal | None) -> str:
    if difference is None:
        return "不能相减"
    if difference == 0:
        return "目标与之持平"
    unit = "个百分点" if stance.rate else "%"
    size = f"{abs(difference).normalize():f}{unit}"
    return f"目标要求多{size}" if difference > 0 else f"目标要求少{size}"
