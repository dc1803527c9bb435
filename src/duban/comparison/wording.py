"""A stance in words: how its target differs from last year's result and the level above."""

from __future__ import annotations

from decimal import Decimal

from duban.comparison.model import Stance
from duban.verification import render_target


def render_sum(stance: Stance) -> str:
    """How the target compares with last year's result and with the level above, in words."""
    sentences = []
    if stance.last is not None:
        sentences.append(f"上年结果{stance.last.number}，{_render_difference(stance, stance.ambition)}")
    if stance.above is not None:
        target_above = stance.above
        year_text = "" if target_above.year == stance.year else f"{target_above.year}年"
        comparison_text = f"{target_above.government.name}{year_text}目标{render_target(target_above.target)}"
        sentences.append(
            comparison_text if stance.step is None else f"{comparison_text}，{_render_difference(stance, stance.step)}"
        )
    return "；".join(sentences)


def _render_difference(stance: Stance, difference: Decimal | None) -> str:
    if difference is None:
        return "不能相减"
    if difference == 0:
        return "目标与之持平"
    unit = "个百分点" if stance.is_rate else "%"
    amount_text = f"{abs(difference).normalize():f}{unit}"
    return f"目标要求多{amount_text}" if difference > 0 else f"目标要求少{amount_text}"
