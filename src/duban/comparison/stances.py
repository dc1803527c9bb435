"""From one report to the targets of its year, each with last year's result that it states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from duban.assessment.vocabulary import is_lower_better
from duban.commitments import ClaimKind, Comparator, Report, Strength
from duban.comparison.model import Government, Hardness, Stance
from duban.indicators import compare_keys, load_vocabulary
from duban.quantities import printing
from duban.regions import Level
from duban.series import UnitError, convert, find_family
from duban.verification import Result, Target, gather_results, gather_targets

_SAME_LIKENESS = 1.0
_FLOOR_COMPARATORS = (Comparator.GE, Comparator.GT, Comparator.LE, Comparator.LT)
_BAND_COMPARATORS = (Comparator.APPROX, Comparator.RANGE)


def list_results(report: Report, year: int) -> list[Result]:
    """The results that a report of `year` states for the year before alone."""
    return [
        result
        for result in gather_results(report, year - 1)
        if not result.covers_many_years and result.value is not None
    ]


def build_stances(
    report: Report, government: Government, year: int, source: str, earlier_results: Sequence[Result]
) -> Iterator[Stance]:
    """One stance for each indicator and measure: the first where a report sets it twice."""
    target_keys = set()
    for target in gather_targets(report, year):
        if target.kind is None or target.kind is ClaimKind.RELATIVE or target.value is None:
            continue
        target_key = (target.key, target.kind, find_family(target.unit)[0], target.is_increment)
        if target_key in target_keys or compare_keys(target.key, target.key) < _SAME_LIKENESS:
            continue
        target_keys.add(target_key)
        last_result = find_result(target, earlier_results)
        stance = Stance(
            government, year, target.key, choose_display_name(target, government), target.kind, target,
            choose_hardness(target), source, last_result,
        )  # fmt: skip
        yield replace(stance, ambition=_compute_ambition(stance))


def choose_hardness(target: Target) -> Hardness:
    """How hard the words bind. 力争 goes before the bound, 确保 makes any bound firm."""
    if target.strength is Strength.STRIVE:
        return Hardness.STRIVE
    if target.strength is Strength.ENSURE or target.comparator in _FLOOR_COMPARATORS:
        return Hardness.FLOOR
    return Hardness.BAND if target.comparator in _BAND_COMPARATORS else Hardness.EXACT


def choose_display_name(target: Target, government: Government) -> str:
    """The vocabulary's name, or the report's own; a city's or province's GDP is 地区生产总值."""
    indicator_entry = load_vocabulary().get(target.key)
    if indicator_entry is None:
        return target.indicator
    if government.level is Level.NATIONAL:
        return indicator_entry.name
    return indicator_entry.name.replace("国内生产总值", "地区生产总值")


def measure_increase(stance: Stance, value: Decimal, reference_value: Decimal) -> Decimal | None:
    """How much more `value` requires than `reference_value`: points for rates, else per cent."""
    difference = value - reference_value
    if not stance.is_rate:
        if reference_value == 0:
            return None
        difference = printing.round_half_up(100 * difference / abs(reference_value), 1)
    return -difference if is_downward(stance) else difference


def is_downward(stance: Stance) -> bool:
    """Whether a smaller number asks for more: 失业率, or a cap (以内)."""
    if stance.target.comparator in (Comparator.LE, Comparator.LT):
        return True
    if stance.target.is_decrease:
        return True
    indicator_entry = load_vocabulary().get(stance.indicator)
    return indicator_entry.better == "lower" if indicator_entry is not None else is_lower_better(stance.name)


def convert_value(result: Result, unit: str) -> Decimal | None:
    """A result's value in a target's unit, or None."""
    try:
        return None if result.value is None else convert(result.value, result.unit, unit)
    except UnitError:
        return None


def find_result(target: Target, earlier_results: Sequence[Result]) -> Result | None:
    """The first result of the same indicator, measure and unit."""
    for result in earlier_results:
        is_same = result.key == target.key and result.kind is target.kind
        if is_same and result.is_increment is target.is_increment and convert_value(result, target.unit):
            return result
    return None


def _compute_ambition(stance: Stance) -> Decimal | None:
    if stance.last is None or stance.target.value is None:
        return None
    value = convert_value(stance.last, stance.target.unit)
    return None if value is None else measure_increase(stance, stance.target.value, value)
