"""One target against one result of the same thing: the verdict and its sum in words."""

from __future__ import annotations

import re
from decimal import Decimal

from duban.assessment import DEFAULT_RULES, Rules
from duban.assessment import vocabulary as words
from duban.commitments import ClaimKind, Comparator
from duban.indicators import match_names
from duban.quantities import printing
from duban.series import convert
from duban.verification import groups
from duban.verification.model import Judgement, Result, Target
from duban.verification.target_text import render_bounded_number, render_result

_ROUGH_RATE_DISTANCE = Decimal("0.5")
"""A rate stated with 左右 settles nothing when it is this close to its target, in points."""
MAX_AMOUNT_RATIO = 3
"""An amount so many times its target is hardly of the same scope or period."""
FAR_BELOW_POINTS = Decimal(1)
"""Prices this far below 3%左右 are unclear: the text does not say whether 左右 has a floor."""

_BOUND_COMPARATORS = (Comparator.GE, Comparator.GT, Comparator.LE, Comparator.LT)
_COMPLETION_TARGET_WORDS = re.compile(r"完成(?![^，。；]{0,8}投资)|建成|竣工")
_COMPLETION_RESULT_WORDS = re.compile(r"完成|建成|竣工|完工|交付|投用|投产|全部|已")
_RATE_KINDS = (ClaimKind.GROWTH, ClaimKind.SHARE, ClaimKind.POINTS)
Ruling = tuple[Judgement, str]


def judge(target: Target, result: Result, rules: Rules = DEFAULT_RULES) -> Ruling:
    """The verdict and the sum in words. The two must already agree in kind and unit.

    `rules` gives the tolerance of 左右, as for progress.
    """
    if target.value is None or result.value is None:
        return Judgement.UNCLEAR, f"报告说“{result.number}”，目标是“{target.number}”，无法相减"
    if result.covers_many_years and not _are_both_cumulative(target, result):
        return (Judgement.CHANGED_BASIS, f"报告的{result.number}是多年合计或平均，不能与年度目标{target.number}相比")
    if result.until is not None:
        return Judgement.UNCLEAR, f"结果{result.number}只到{result.until}，不是全年数"
    value = convert(result.value, result.unit, target.unit)
    if _is_fall_target(target):
        judgement, sum_text = _compare_values(target, result, -value, -target.value, True, rules)
    else:
        prefers_lower = _prefers_lower(target)
        upper_value = target.value_high if prefers_lower else None
        threshold = target.value if upper_value is None else upper_value
        judgement, sum_text = _compare_values(target, result, value, threshold, not prefers_lower, rules)
    doubt = groups.find_group_doubt(target, result, judgement) or _find_stage_doubt(target, result, judgement)
    return (judgement, sum_text) if doubt is None else (Judgement.UNCLEAR, f"{sum_text}；但{doubt}")


def _find_stage_doubt(target: Target, result: Result, judgement: Judgement) -> str | None:
    """The doubt where a target is to be finished (建成) and its result only under way (实施)."""
    if judgement is not Judgement.MET or result.stage != "begun":
        return None
    must_complete = target.stage == "done" or _COMPLETION_TARGET_WORDS.search(target.clause) is not None
    if not must_complete or _COMPLETION_RESULT_WORDS.search(result.clause) is not None:
        return None
    return "目标是完成，报告只说实施或开工"


def _are_both_cumulative(target: Target, result: Result) -> bool:
    """Whether both are totals since the beginning (累计并网规模)."""
    are_levels = target.kind is ClaimKind.LEVEL and result.kind is ClaimKind.LEVEL
    return are_levels and "累计" in target.clause and "累计" in result.clause


def _is_fall_target(target: Target) -> bool:
    return target.is_decrease and target.kind in (ClaimKind.GROWTH, ClaimKind.POINTS)


def _prefers_lower(target: Target) -> bool:
    """Whether less is better: the bound decides, then the indicator."""
    if target.comparator in (Comparator.LE, Comparator.LT):
        return True
    if target.comparator in (Comparator.GE, Comparator.GT):
        return False
    indicator_entry = match_names.load_vocabulary().get(target.key)
    if indicator_entry is not None:
        return indicator_entry.better == "lower"
    return words.is_lower_better(target.indicator)


def _compare_values(
    target: Target, result: Result, value: Decimal, threshold: Decimal, prefers_higher: bool, rules: Rules
) -> Ruling:
    """Compare both values; `prefers_higher` says on which side of the threshold is met."""
    shortfall = threshold - value if prefers_higher else value - threshold
    is_amount = target.kind in (ClaimKind.LEVEL, ClaimKind.VOLUME) or target.unit == "倍"
    if is_amount and abs(value) > MAX_AMOUNT_RATIO * abs(threshold):
        message = f"结果{result.number}超过目标{target.number}的{MAX_AMOUNT_RATIO}倍，口径可能不同"
        return Judgement.UNCLEAR, message
    is_strict = target.comparator in (Comparator.GT, Comparator.LT)
    relation = ">" if value > threshold else "<" if value < threshold else "="
    sum_text = f"结果{render_result(result)} {relation} 目标{_render_target(target)}"
    if (doubt := _find_comparison_doubt(target, result, shortfall, prefers_higher, rules)) is not None:
        return Judgement.UNCLEAR, f"{sum_text}，{doubt}"
    exceeds_number = result.comparator in (Comparator.GT, Comparator.LT)
    if shortfall < 0 or (shortfall == 0 and (exceeds_number or not is_strict)):
        return Judgement.MET, f"{sum_text}，达到"
    gap = _render_gap(target, shortfall, value, threshold)
    if target.comparator is Comparator.APPROX and shortfall <= _choose_tolerance(target, threshold, rules):
        return Judgement.NEAR, f"{sum_text}，{gap}，在“左右”的容差内"
    if shortfall == 0:
        return Judgement.NEAR, f"{sum_text}，目标要求超过而结果正好相等"
    return Judgement.MISSED, f"{sum_text}，{gap}"


def _find_comparison_doubt(
    target: Target, result: Result, shortfall: Decimal, prefers_higher: bool, rules: Rules
) -> str | None:
    """Why the comparison does not settle it."""
    is_lower_bound = result.comparator in (Comparator.GE, Comparator.GT)
    if is_lower_bound and (shortfall > 0 if prefers_higher else shortfall < 0):
        return "结果只说了下限"
    indicator_entry = match_names.load_vocabulary().get(target.key)
    is_rough = result.comparator is Comparator.APPROX
    if is_rough and shortfall == 0 and target.comparator in _BOUND_COMPARATORS:
        return "结果是约数，正在目标的界限上"
    close_distance = abs(target.value or Decimal(0)) / 50
    if target.kind in _RATE_KINDS:
        close_distance = min(close_distance, _ROUGH_RATE_DISTANCE)
    if is_rough and target.value and abs(shortfall) <= close_distance and shortfall != 0:
        return "结果是约数，离目标太近"
    if target.comparator not in (Comparator.APPROX, Comparator.EQ, Comparator.RANGE):
        return None
    is_neutral = indicator_entry is not None and indicator_entry.better == "neutral"
    is_slow = target.kind is ClaimKind.GROWTH and shortfall > 0
    if is_neutral and not is_slow and abs(shortfall) > _choose_tolerance(target, target.value or Decimal(0), rules):
        return "这一指标高低都不算更好，偏离超过容差"
    is_capped = any(word in target.clause for word in ("控制", "不超过", "以内"))
    if indicator_entry is not None and indicator_entry.id == "cpi" and not is_capped and -shortfall >= FAR_BELOW_POINTS:
        return "低于“左右”较多，原文没有说哪一边算好"
    return None


def _choose_tolerance(target: Target, threshold: Decimal, rules: Rules) -> Decimal:
    return rules.approx_tolerance(threshold, is_rate=target.kind in _RATE_KINDS)


def _render_target(target: Target) -> str:
    return ("下降" if _is_fall_target(target) else "") + render_bounded_number(target)


def _render_gap(target: Target, shortfall: Decimal, value: Decimal, threshold: Decimal) -> str:
    if target.kind in _RATE_KINDS:
        return f"差{printing.format_plain(shortfall)}个百分点"
    if threshold:
        percent, goal = 100 * value / threshold, Decimal(100)
        places = max(1, printing.choose_decimals("%", None, percent, goal))
        return f"为目标的{printing.round_half_up(percent, places)}%"
    return f"差{printing.format_plain(shortfall)}{target.unit}"
