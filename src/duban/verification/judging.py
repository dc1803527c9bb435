"""One target against one result of the same thing: the verdict and its sum in words."""

from __future__ import annotations

import re
from decimal import Decimal

from duban.assessment import vocabulary as words
from duban.commitments import ClaimKind, Comparator
from duban.indicators import names
from duban.series import convert
from duban.verification import groups
from duban.verification.model import Judgement, Result, Target
from duban.verification.saying import bounded

RATE_BAND = Decimal("0.3")
AMOUNT_BAND = Decimal("0.05")
_ROUGH = Decimal("0.5")
"""A rate stated with 左右 settles nothing when it is this close to its target, in points."""
TOO_FAR = 3
"""An amount so many times its target is hardly of the same scope or period."""
FAR_BELOW = Decimal(1)
"""Prices this far below 3%左右 are unclear: the text does not say whether 左右 has a floor."""

_BOUNDS = (Comparator.GE, Comparator.GT, Comparator.LE, Comparator.LT)
_ENDS = re.compile(r"完成(?![^，。；]{0,8}投资)|建成|竣工")
_ENDED = re.compile(r"完成|建成|竣工|完工|交付|投用|投产|全部|已")
_RATES = (ClaimKind.GROWTH, ClaimKind.SHARE, ClaimKind.POINTS)
Ruling = tuple[Judgement, str]


def judge(target: Target, result: Result) -> Ruling:
    """The verdict and the sum in words. The two must already agree in kind and unit."""
    if target.value is None or result.value is None:
        return Judgement.UNCLEAR, f"报告说“{result.number}”，目标是“{target.number}”，无法相减"
    if result.many_years and not _so_far(target, result):
        return (
            Judgement.CHANGED_BASIS,
            f"报告的{result.number}是多年合计或平均，不能与年度目标{target.number}相比",
        )
    if result.until is not None:
        return Judgement.UNCLEAR, f"结果{result.number}只到{result.until}，不是全年数"
    value = convert(result.value, result.unit, target.unit)
    if _falls(target):
        judgement, sum_ = _asked(target, result, -value, -target.value, True)
    else:
        lower = _lower(target)
        high = target.value_high if lower else None
        bar = target.value if high is None else high
        judgement, sum_ = _asked(target, result, value, bar, not lower)
    doubt = groups.doubt(target, result, judgement) or _unfinished(target, result, judgement)
    return (judgement, sum_) if doubt is None else (Judgement.UNCLEAR, f"{sum_}；但{doubt}")


def _unfinished(target: Target, result: Result, judgement: Judgement) -> str | None:
    """The doubt where a target is to be finished (建成) and its result only under way (实施)."""
    if judgement is not Judgement.MET or result.stage != "begun":
        return None
    ended = target.stage == "done" or _ENDS.search(target.clause) is not None
    if not ended or _ENDED.search(result.clause) is not None:
        return None
    return "目标是完成，报告只说实施或开工"


def _so_far(target: Target, result: Result) -> bool:
    """Whether both are totals since the beginning (累计并网规模)."""
    stock = target.kind is ClaimKind.LEVEL and result.kind is ClaimKind.LEVEL
    return stock and "累计" in target.clause and "累计" in result.clause


def _falls(target: Target) -> bool:
    return target.falling and target.kind in (ClaimKind.GROWTH, ClaimKind.POINTS)


def _lower(target: Target) -> bool:
    """Whether less is better: the bound decides, then the indicator."""
    if target.comparator in (Comparator.LE, Comparator.LT):
        return True
    if target.comparator in (Comparator.GE, Comparator.GT):
        return False
    known = names.vocabulary().get(target.key)
    if known is not None:
        return known.better == "lower"
    return words.lower_is_better(target.indicator)


def _asked(target: Target, result: Result, value: Decimal, bar: Decimal, higher: bool) -> Ruling:
    """Compare both values; `prefers_higher` says on which side of the threshold is met."""
    short = bar - value if higher else value - bar
    amounts = target.kind in (ClaimKind.LEVEL, ClaimKind.VOLUME) or target.unit == "倍"
    if amounts and abs(value) > TOO_FAR * abs(bar):
        total = f"结果{result.number}超过目标{target.number}的{TOO_FAR}倍，口径可能不同"
        return Judgement.UNCLEAR, total
    strict = target.comparator in (Comparator.GT, Comparator.LT)
    sign = ">" if value > bar else "<" if value < bar else "="
    sum_ = f"结果{_said(result)} {sign} 目标{_wanted(target)}"
    if (doubt := _doubt(target, result, short, higher)) is not None:
        return Judgement.UNCLEAR, f"{sum_}，{doubt}"
    beyond = result.comparator in (Comparator.GT, Comparator.LT)
    if short < 0 or (short == 0 and (beyond or not strict)):
        return Judgement.MET, f"{sum_}，达到"
    gap = _gap(target, short, value, bar)
    if target.comparator is Comparator.APPROX and short <= _band(target, bar):
        return Judgement.NEAR, f"{sum_}，{gap}，在“左右”的容差内"
    if short == 0:
        return Judgement.NEAR, f"{sum_}，目标要求超过而结果正好相等"
    return Judgement.MISSED, f"{sum_}，{gap}"


def _doubt(target: Target, result: Result, short: Decimal, higher: bool) -> str | None:
    """Why the comparison does not settle it."""
    lower_bound = result.comparator in (Comparator.GE, Comparator.GT)
    if lower_bound and (short > 0 if higher else short < 0):
        return "结果只说了下限"
    known = names.vocabulary().get(target.key)
    rough = result.comparator is Comparator.APPROX
    if rough and short == 0 and target.comparator in _BOUNDS:
        return "结果是约数，正在目标的界限上"
    close = abs(target.value or Decimal(0)) / 50
    if target.kind in _RATES:
        close = min(close, _ROUGH)
    if rough and target.value and abs(short) <= close and short != 0:
        return "结果是约数，离目标太近"
    if target.comparator not in (Comparator.APPROX, Comparator.EQ, Comparator.RANGE):
        return None
    neutral = known is not None and known.better == "neutral"
    slow = target.kind is ClaimKind.GROWTH and short > 0
    if neutral and not slow and abs(short) > _band(target, target.value or Decimal(0)):
        return "这一指标高低都不算更好，偏离超过容差"
    capped = any(word in target.clause for word in ("控制", "不超过", "以内"))
    if known is not None and known.id == "cpi" and not capped and -short >= FAR_BELOW:
        return "低于“左右”较多，原文没有说哪一边算好"
    return None


def _band(target: Target, bar: Decimal) -> Decimal:
    return RATE_BAND if target.kind in _RATES else abs(bar) * AMOUNT_BAND


def _said(result: Result) -> str:
    """The number, with the fall that its sentence states."""
    fell = result.value is not None and result.value < 0 and not result.number.startswith("-")
    return f"下降{result.number}" if fell else result.number


def _wanted(target: Target) -> str:
    return ("下降" if _falls(target) else "") + bounded(target)


def _gap(target: Target, short: Decimal, value: Decimal, bar: Decimal) -> str:
    if target.kind in _RATES:
        return f"差{short.normalize():f}个百分点"
    if bar:
        return f"为目标的{(100 * value / bar).quantize(Decimal('0.1'))}%"
    return f"差{short.normalize():f}{target.unit}"
