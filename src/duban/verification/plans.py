"""Plan against plan: what the next plan did with every target."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from duban.commitments import ClaimKind, Report
from duban.indicators import match_names
from duban.series import UnitError, convert
from duban.verification import gather_claims
from duban.verification.model import Change, ChangeKind, Target
from duban.verification.target_text import render_bounded_number


def compare_plans(last: Report, this: Report) -> list[Change]:
    """One change for every target of either plan: those of `last` in text order, then new ones."""
    earlier_targets, later_targets = gather_claims.gather_targets(last), gather_claims.gather_targets(this)
    unmatched = list(later_targets)
    changes = []
    for target in earlier_targets:
        counterpart = _find_same(target, unmatched)
        if (
            counterpart is None
            and (repeated := _find_same(target, later_targets)) is not None
            and _is_repetition(target, repeated)
        ):
            counterpart = repeated
        if counterpart in unmatched:
            unmatched.remove(counterpart)
        changes.append(_describe_change(target, counterpart))
    return changes + [
        Change(ChangeKind.NEW, None, new_target, f"上年没有；今年{new_target.number}") for new_target in unmatched
    ]


def _is_repetition(target: Target, later_target: Target) -> bool:
    """Whether both have the same name: a target stated twice may match one later target twice."""
    return match_names.compare_keys(target.key, later_target.key) == 1


def _find_same(target: Target, candidates: Sequence[Target]) -> Target | None:
    ranking = [
        (match_names.compare_keys(target.key, candidate.key), -index, candidate)
        for index, candidate in enumerate(candidates)
        if _are_comparable(target, candidate)
    ]
    best = max(ranking, default=None, key=lambda entry: entry[:2])
    return best[2] if best is not None and best[0] >= match_names.MINIMUM_LIKENESS else None


def _are_comparable(earlier: Target, later: Target) -> bool:
    if earlier.kind is not later.kind or earlier.is_increment is not later.is_increment or earlier.new is not later.new:
        return False
    if earlier.kind is ClaimKind.RELATIVE:
        return True
    try:
        convert(Decimal(1), later.unit, earlier.unit)
    except UnitError:
        return False
    return True


def _describe_change(earlier: Target, later: Target | None) -> Change:
    if later is None:
        description = f"上年{earlier.number}；今年没有同名、同口径的目标"
        return Change(ChangeKind.DROPPED, earlier, None, description)
    description = f"上年{render_bounded_number(earlier)}，今年{render_bounded_number(later)}"
    if earlier.value is None or later.value is None:
        is_unchanged = earlier.number == later.number
        return Change(ChangeKind.UNCHANGED if is_unchanged else ChangeKind.REWORDED, earlier, later, description)
    old_value, new_value = abs(earlier.value), abs(convert(later.value, later.unit, earlier.unit))
    if new_value != old_value:
        kind = ChangeKind.RAISED if new_value > old_value else ChangeKind.LOWERED
        return Change(kind, earlier, later, description)
    is_unchanged = (earlier.comparator, earlier.strength, earlier.is_decrease, earlier.value_high) == (
        later.comparator,
        later.strength,
        later.is_decrease,
        later.value_high,
    )
    return Change(ChangeKind.UNCHANGED if is_unchanged else ChangeKind.REWORDED, earlier, later, description)
