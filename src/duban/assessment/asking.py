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

_CAPS = (Comparator.LE, Comparator.LT)
_STRICT = (Comparator.GT, Comparator.LT)
_OPEN = (None, Comparator.EQ, Comparator.APPROX, Comparator.RANGE)
_ONE_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Asked:
    """Method, bound and direction.

    `bound` is None while it is not known (an assigned value not yet handed down, another series).
    `is_decrease` marks a 下降 target, whose bound is negative: a fall of 3% is a change of −3%.
    """

    method: Method
    sign: int = 1
    bound: Decimal | None = None
    strict: bool = False
    approx: bool = False
    falling: bool = False

    @property
    def cap(self) -> bool:
        """Whether it is a ceiling: it may be broken any day, but is met only at the end."""
        return self.sign < 0 and not self.falling

    def margin(self, value: Decimal, bound: Decimal) -> Decimal:
        """How far a figure is on the good side of a bound; negative when short of it."""
        return value - bound if self.sign > 0 else bound - value

    def met(self, value: Decimal, bound: Decimal) -> bool:
        """Whether a figure meets the bound as written: 突破 and 低于 are strict."""
        margin = value - bound if self.sign > 0 else bound - value
        return margin > 0 if self.strict else margin >= 0


def ask(
    *,
    kind: str,
    indicator: str,
    words: str,
    unit: str,
    comparator: Comparator | None,
    down: bool,
    value: Decimal | None,
    value_high: Decimal | None,
    baseline: Decimal | None,
    assigned: Decimal | None,
    total: Decimal | None,
    flow: bool,
    referenced: bool,
) -> Asked:
    """The method and bound of a claim with these fields."""
    if kind == "qualitative":
        return Asked(Method.MILESTONES)
    if kind == "zero":
        return Asked(Method.ZERO, -1, Decimal(0))
    if kind == "relative":
        given = value if assigned is None else assigned
        if given is not None and flow and not referenced and unit not in ("", "%"):
            return _level(Method.AMOUNT, "", comparator, given, None, None)
        return _relative(
            indicator, words, unit, comparator, down, baseline, given, total, referenced
        )
    assert value is not None  # noqa: S101  (Target checks it)
    if value == 0 and kind in ("volume", "level") and comparator is not Comparator.GT:
        return Asked(Method.ZERO, -1, Decimal(0))
    if kind == "growth":
        return _rate(indicator, comparator, value, value_high, down=down)
    if kind == "share":
        return _level(Method.RATE, indicator, comparator, value, value_high, None, down=down)
    if kind == "points":
        return _points(comparator, value, down=down)
    if kind == "volume" or flow:
        return _level(Method.AMOUNT, "", comparator, value, value_high, None)
    return _level(Method.STOCK, indicator, comparator, value, value_high, baseline, down=down)


def _rate(
    indicator: str,
    comparator: Comparator | None,
    value: Decimal,
    high: Decimal | None,
    *,
    down: bool,
) -> Asked:
    if not down:
        return _level(Method.RATE, indicator, comparator, value, high, None)
    # 下降 3% 以上 asks for −3 or lower; 降幅控制在 3% 以内 for −3 or higher.
    sign = 1 if comparator in _CAPS else -1
    approx = comparator is Comparator.APPROX
    return Asked(Method.RATE, sign, -value, comparator in _STRICT, approx, falling=True)


def _points(comparator: Comparator | None, value: Decimal, *, down: bool) -> Asked:
    cap, approx = comparator in _CAPS, comparator is Comparator.APPROX
    sign = -1 if cap != down else 1
    bound = -value if down else value
    return Asked(Method.POINTS, sign, bound, comparator in _STRICT, approx, falling=down)


def _level(
    method: Method,
    indicator: str,
    comparator: Comparator | None,
    value: Decimal,
    high: Decimal | None,
    baseline: Decimal | None,
    *,
    down: bool = False,
) -> Asked:
    # 降至 20: a bare number below the baseline is to be reached from above.
    from_above = baseline is not None and baseline > value
    lower = vocabulary.lower_is_better(indicator) if indicator else False
    downward = comparator in _OPEN and (down or from_above or lower)
    sign = -1 if comparator in _CAPS or downward else 1
    # A range is met at its worse end: the upper one where less is better, else the lower one.
    bound = high if sign < 0 and high is not None else value
    return Asked(method, sign, bound, comparator in _STRICT, comparator is Comparator.APPROX)


def _relative(
    indicator: str,
    words: str,
    unit: str,
    comparator: Comparator | None,
    down: bool,
    baseline: Decimal | None,
    assigned: Decimal | None,
    total: Decimal | None,
    referenced: bool,
) -> Asked:
    rule = vocabulary.relative(words)
    method, by = rule.method, comparator or rule.comparator
    if method in (Method.ZERO, Method.CLEARED):
        return Asked(method, -1, Decimal(0))
    if method is Method.COVERAGE:
        return Asked(method, 1, total or assigned or _ONE_HUNDRED)
    if referenced:
        method = Method.REFERENCE
    elif assigned is not None:
        method = Method.ASSIGNED
    if method is Method.BASELINE:
        bound = None if baseline is None else baseline * rule.times
        return _sided(method, by, bound)
    if method is Method.REFERENCE:
        return _sided(method, by, None)
    bound = rule.value if assigned is None else assigned
    fall = down or (vocabulary.falls(indicator) and unit in ("", "%"))
    if fall and by is not Comparator.LE:
        bound = None if bound is None else -abs(bound)
        return Asked(method, -1, bound, by in _STRICT, by is Comparator.APPROX, falling=True)
    if by is Comparator.GE and vocabulary.lower_is_better(indicator):
        by = Comparator.LE
    return _sided(method, by, bound)


def _sided(method: Method, by: Comparator, bound: Decimal | None) -> Asked:
    return Asked(method, -1 if by in _CAPS else 1, bound, by in _STRICT, by is Comparator.APPROX)
