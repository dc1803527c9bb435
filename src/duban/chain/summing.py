"""Sums the parts of a target: assigned and reached values, each part included once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from duban.chain.model import Handed, Reported
from duban.commitments import ClaimKind, Comparator
from duban.series import convert

_AMOUNTS = (ClaimKind.VOLUME, ClaimKind.LEVEL)
_CEILINGS = (Comparator.LE, Comparator.LT)


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of the parts of a target, in its unit.

    `asked` is the total handed down and `gap` how much less than the target it is: a gap is an
    alarm, a surplus (加码) is not. `reached` is the total reported; `missing` lists the areas
    without a report. Rates and ceilings are listed but not summed: `is_summed` is False.
    """

    target: str
    added: bool
    asked: Decimal | None
    gap: Decimal | None
    reached: Decimal | None
    parts: tuple[tuple[str, Decimal, Decimal | None], ...]
    """(area, its assigned value, its reached value)."""
    missing: tuple[str, ...]


def summed(whole: Handed, parts: Iterable[Handed], reports: Mapping[str, Reported]) -> Sum:
    """The sum over the direct parts of a target, without what those hand down further."""
    own = {part.id: part for part in parts if part.parent == whole.id}
    rows = []
    for part in sorted(own.values(), key=lambda p: p.area):
        report = reports.get(part.id)
        reached = None if report is None else convert(report.value, part.unit, whole.unit)
        rows.append((part.area, convert(part.value, part.unit, whole.unit), reached))
    missing = tuple(area for area, _asked, reached in rows if reached is None)
    if whole.kind not in _AMOUNTS or whole.comparator in _CEILINGS:
        return Sum(whole.id, False, None, None, None, tuple(rows), missing)
    asked = sum((asked for _area, asked, _reached in rows), Decimal(0))
    reached = sum((r for _area, _asked, r in rows if r is not None), Decimal(0))
    gap = max(Decimal(0), whole.value - asked)
    return Sum(whole.id, True, asked, gap, reached, tuple(rows), missing)
