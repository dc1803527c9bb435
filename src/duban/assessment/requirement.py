"""What a claim requires: the method that judges it and the bound its figures are compared with.

One sign covers every direction: with `sign` +1 a figure is better the higher it is, with −1
the lower, and `sign × (figure − bound) ≥ 0` always means that the bound is met.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from duban.assessment import vocabulary
from duban.assessment.model import Method
from duban.commitments import Comparator

_CEILING_COMPARATORS = (Comparator.LE, Comparator.LT)
_STRICT_COMPARATORS = (Comparator.GT, Comparator.LT)
_UNDIRECTED_COMPARATORS = (None, Comparator.EQ, Comparator.APPROX, Comparator.RANGE)
_HUNDRED_PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Requirement:
    """Method, bound and direction.

    `bound` is None while it is not known (an assigned value not yet handed down, another series).
    `is_decrease` marks a 下降 target, whose bound is negative: a fall of 3% is a change of −3%.
    """

    method: Method
    sign: int = 1
    bound: Decimal | None = None
    is_strict: bool = False
    is_approximate: bool = False
    is_decrease: bool = False

    @property
    def is_ceiling(self) -> bool:
        """Whether it is a ceiling: it may be broken any day, but is met only at the end."""
        return self.sign < 0 and not self.is_decrease

    def margin(self, value: Decimal, bound: Decimal) -> Decimal:
        """How far a figure is on the good side of a bound; negative when short of it."""
        return value - bound if self.sign > 0 else bound - value

    def is_met(self, value: Decimal, bound: Decimal) -> bool:
        """Whether a figure meets the bound as written: 突破 and 低于 are strict."""
        margin = value - bound if self.sign > 0 else bound - value
        return margin > 0 if self.is_strict else margin >= 0


def derive_requirement(
    *,
    kind: str,
    indicator: str,
    number_text: str,
    unit: str,
    comparator: Comparator | None,
    is_downward: bool,
    value: Decimal | None,
    value_high: Decimal | None,
    baseline: Decimal | None,
    assigned: Decimal | None,
    total: Decimal | None,
    is_flow: bool,
    has_reference: bool,
) -> Requirement:
    """The method and bound of a claim with these fields."""
    if kind == "qualitative":
        return Requirement(Method.MILESTONES)
    if kind == "zero":
        return Requirement(Method.ZERO, -1, Decimal(0))
    if kind == "relative":
        stated_value = value if assigned is None else assigned
        if stated_value is not None and is_flow and not has_reference and unit not in ("", "%"):
            return _require_level(Method.AMOUNT, "", comparator, stated_value, None, None)
        return _require_relative(
            indicator, number_text, unit, comparator, is_downward, baseline, stated_value, total, has_reference
        )
    assert value is not None  # noqa: S101  (Target checks it)
    if value == 0 and kind in ("volume", "level") and comparator is not Comparator.GT:
        return Requirement(Method.ZERO, -1, Decimal(0))
    if kind == "growth":
        return _require_rate(indicator, comparator, value, value_high, is_downward=is_downward)
    if kind == "share":
        return _require_level(Method.RATE, indicator, comparator, value, value_high, None, is_downward=is_downward)
    if kind == "points":
        return _require_points(comparator, value, is_downward=is_downward)
    if kind == "volume" or is_flow:
        return _require_level(Method.AMOUNT, "", comparator, value, value_high, None)
    return _require_level(Method.STOCK, indicator, comparator, value, value_high, baseline, is_downward=is_downward)


def _require_rate(
    indicator: str, comparator: Comparator | None, value: Decimal, value_high: Decimal | None, *, is_downward: bool
) -> Requirement:
    if not is_downward:
        return _require_level(Method.RATE, indicator, comparator, value, value_high, None)
    # 下降 3% 以上 asks for −3 or lower; 降幅控制在 3% 以内 for −3 or higher.
    sign = 1 if comparator in _CEILING_COMPARATORS else -1
    is_approximate = comparator is Comparator.APPROX
    return Requirement(Method.RATE, sign, -value, comparator in _STRICT_COMPARATORS, is_approximate, is_decrease=True)


def _require_points(comparator: Comparator | None, value: Decimal, *, is_downward: bool) -> Requirement:
    is_ceiling, is_approximate = comparator in _CEILING_COMPARATORS, comparator is Comparator.APPROX
    sign = -1 if is_ceiling != is_downward else 1
    bound = -value if is_downward else value
    return Requirement(
        Method.POINTS, sign, bound, comparator in _STRICT_COMPARATORS, is_approximate, is_decrease=is_downward
    )


def _require_level(
    method: Method,
    indicator: str,
    comparator: Comparator | None,
    value: Decimal,
    value_high: Decimal | None,
    baseline: Decimal | None,
    *,
    is_downward: bool = False,
) -> Requirement:
    # 降至 20: a bare number below the baseline is to be reached from above.
    starts_above = baseline is not None and baseline > value
    prefers_lower = vocabulary.is_lower_better(indicator) if indicator else False
    points_down = comparator in _UNDIRECTED_COMPARATORS and (is_downward or starts_above or prefers_lower)
    sign = -1 if comparator in _CEILING_COMPARATORS or points_down else 1
    # A range is met at its worse end: the upper one where less is better, else the lower one.
    bound = value_high if sign < 0 and value_high is not None else value
    return Requirement(method, sign, bound, comparator in _STRICT_COMPARATORS, comparator is Comparator.APPROX)


def _require_relative(
    indicator: str,
    number_text: str,
    unit: str,
    comparator: Comparator | None,
    is_downward: bool,
    baseline: Decimal | None,
    assigned: Decimal | None,
    total: Decimal | None,
    has_reference: bool,
) -> Requirement:
    rule = vocabulary.find_relative_rule(number_text)
    method, effective_comparator = rule.method, comparator or rule.comparator
    if method in (Method.ZERO, Method.CLEARED):
        return Requirement(method, -1, Decimal(0))
    if method is Method.COVERAGE:
        return Requirement(method, 1, total or assigned or _HUNDRED_PERCENT)
    if has_reference:
        method = Method.REFERENCE
    elif assigned is not None:
        method = Method.ASSIGNED
    if method is Method.BASELINE:
        bound = None if baseline is None else baseline * rule.baseline_factor
        return _require_bound(method, effective_comparator, bound)
    if method is Method.REFERENCE:
        return _require_bound(method, effective_comparator, None)
    bound = rule.value if assigned is None else assigned
    is_decrease = is_downward or (vocabulary.means_decrease(indicator) and unit in ("", "%"))
    if is_decrease and effective_comparator is not Comparator.LE:
        bound = None if bound is None else -abs(bound)
        is_strict, is_approximate = (
            effective_comparator in _STRICT_COMPARATORS,
            effective_comparator is Comparator.APPROX,
        )
        return Requirement(method, -1, bound, is_strict, is_approximate, is_decrease=True)
    if effective_comparator is Comparator.GE and vocabulary.is_lower_better(indicator):
        effective_comparator = Comparator.LE
    return _require_bound(method, effective_comparator, bound)


def _require_bound(method: Method, comparator: Comparator, bound: Decimal | None) -> Requirement:
    return Requirement(
        method,
        -1 if comparator in _CEILING_COMPARATORS else 1,
        bound,
        comparator in _STRICT_COMPARATORS,
        comparator is Comparator.APPROX,
    )
