"""A stance in words: how its target differs from last year's result and the level above."""

from __future__ import annotations

from decimal import Decimal

from duban.comparison.model import Stance
from duban.verification import wanted


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
