"""Plan against plan: what the next plan did with every target."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from duban.commitments import ClaimKind, Report
from duban.indicators import names
from duban.series import UnitError, convert
from duban.verification import gathering
from duban.verification.model import Change, ChangeKind, Target
from duban.verification.saying import bounded


def compare_plans(last: Report, this: Report) -> list[Change]:
    """One change for every target of either plan: those of `last` in text order, then new ones."""
    before, after = gathering.targets(last), gathering.targets(this)
    left = list(after)
    changes = []
    for target in before:
        same = _same(target, left)
        if same is None and (again := _same(target, after)) is not None and _repeats(target, again):
            same = again
        if same in left:
            left.remove(same)
        changes.append(_change(target, same))
    return changes + [Change(ChangeKind.NEW, None, t, f"上年没有；今年{t.number}") for t in left]


def _repeats(target: Target, other: Target) -> bool:
    """Whether both have the same name: a target stated twice may match one later target twice."""
    return names.likeness(target.key, other.key) == 1


def _same(target: Target, others: Sequence[Target]) -> Target | None:
    scored = [
        (names.likeness(target.key, o.key), -n, o)
        for n, o in enumerate(others)
        if _comparable(target, o)
    ]
    best = max(scored, default=None, key=lambda s: s[:2])
    return best[2] if best is not None and best[0] >= names.ALIKE else None


def _comparable(a: Target, b: Target) -> bool:
    if a.kind is not b.kind or a.increment is not b.increment or a.new is not b.new:
        return False
    if a.kind is ClaimKind.RELATIVE:
        return True
    try:
        convert(Decimal(1), b.unit, a.unit)
    except UnitError:
        return False
    return True


def _change(last: Target, this: Target | None) -> Change:
    if this is None:
        total = f"上年{last.number}；今年没有同名、同口径的目标"
        return Change(ChangeKind.DROPPED, last, None, total)
    total = f"上年{bounded(last)}，今年{bounded(this)}"
    if last.value is None or this.value is None:
        same = last.number == this.number
        return Change(ChangeKind.KEPT if same else ChangeKind.REWORDED, last, this, total)
    old, new = abs(last.value), abs(convert(this.value, this.unit, last.unit))
    if new != old:
        kind = ChangeKind.RAISED if new > old else ChangeKind.LOWERED
        return Change(kind, last, this, total)
    same = (last.comparator, last.strength, last.falling, last.value_high) == (
        this.comparator,
        this.strength,
        this.falling,
        this.value_high,
    )
    return Change(ChangeKind.KEPT if same else ChangeKind.REWORDED, last, this, total)
