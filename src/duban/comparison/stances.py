"""From one report to the targets of its year, each with last year's result that it states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from duban.assessment.vocabulary import lower_is_better
from duban.commitments import ClaimKind, Comparator, Report, Strength
from duban.comparison.model import Government, Hardness, Stance
from duban.indicators import likeness, vocabulary
from duban.regions import Level
from duban.series import UnitError, convert, family
from duban.verification import Result, Target, results, targets

_SAME = 1.0
_FLOORS = (Comparator.GE, Comparator.GT, Comparator.LE, Comparator.LT)
_BANDS = (Comparator.APPROX, Comparator.RANGE)


def stated(report: Report, year: int) -> list[Result]:
    """The results that a report of `year` states for the year before alone."""
    return [r for r in results(report, year - 1) if not r.many_years and r.value is not None]


def stances(
    report: Report, government: Government, year: int, source: str, before: Sequence[Result]
) -> Iterator[Stance]:
    """One stance for each indicator and measure: the first where a report sets it twice."""
    seen = set()
    for target in targets(report, year):
        if target.kind is None or target.kind is ClaimKind.RELATIVE or target.value is None:
            continue
        own = (target.key, target.kind, family(target.unit)[0], target.increment)
        if own in seen or likeness(target.key, target.key) < _SAME:
            continue
        seen.add(own)
        last = of_target(target, before)
        stance = Stance(
            government, year, target.key, shown(target, government), target.kind, target,
            hardness(target), source, last,
        )  # fmt: skip
        yield replace(stance, ambition=_ambition(stance))


def hardness(target: Target) -> Hardness:
    """How hard the words bind. 力争 goes before the bound, 确保 makes any bound firm."""
    if target.strength is Strength.STRIVE:
        return Hardness.STRIVE
    if target.strength is Strength.ENSURE or target.comparator in _FLOORS:
        return Hardness.FLOOR
    return Hardness.BAND if target.comparator in _BANDS else Hardness.EXACT


def shown(target: Target, government: Government) -> str:
    """The vocabulary's name, or the report's own; a city's or province's GDP is 地区生产总值."""
    known = vocabulary().get(target.key)
    if known is None:
        return target.indicator
    if government.level is Level.NATIONAL:
        return known.name
    return known.name.replace("国内生产总值", "地区生产总值")


def more(stance: Stance, a: Decimal, b: Decimal) -> Decimal | None:
    """How much more `value` requires than `reference_value`: points for rates, else per cent."""
    difference = a - b
    if not stance.rate:
        if b == 0:
            return None
        difference = (100 * difference / abs(b)).quantize(Decimal("0.1"))
    return -difference if downward(stance) else difference


def downward(stance: Stance) -> bool:
    """Whether a smaller number asks for more: 失业率, or a cap (以内)."""
    if stance.target.comparator in (Comparator.LE, Comparator.LT):
        return True
    if stance.target.falling:
        return True
    known = vocabulary().get(stance.indicator)
    return known.better == "lower" if known is not None else lower_is_better(stance.name)


def value_of(result: Result, unit: str) -> Decimal | None:
    """A result's value in a target's unit, or None."""
    try:
        return None if result.value is None else convert(result.value, result.unit, unit)
    except UnitError:
        return None


def of_target(target: Target, before: Sequence[Result]) -> Result | None:
    """The first result of the same indicator, measure and unit."""
    for result in before:
        same = result.key == target.key and result.kind is target.kind
        if same and result.increment is target.increment and value_of(result, target.unit):
            return result
    return None


def _ambition(stance: Stance) -> Decimal | None:
    if stance.last is None or stance.target.value is None:
        return None
    value = value_of(stance.last, stance.target.unit)
    return None if value is None else more(stance, stance.target.value, value)
