"""Sums the parts of a target: assigned and reached values, each part included once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from duban.chain.model import HandedTarget, ReportedFigure
from duban.commitments import ClaimKind, Comparator
from duban.series import convert

_AMOUNT_KINDS = (ClaimKind.VOLUME, ClaimKind.LEVEL)
_CEILING_COMPARATORS = (Comparator.LE, Comparator.LT)


@dataclass(frozen=True, slots=True)
class TargetSum:
    """The sum of the parts of a target, in its unit.

    `handed_down` is the total handed down and `gap` how much less than the target it is: a gap is an
    alarm, a surplus (加码) is not. `reached` is the total reported; `missing` lists the areas
    without a report. Rates and ceilings are listed but not summed: `is_summed` is False.
    """

    target: str
    is_summed: bool
    handed_down: Decimal | None
    gap: Decimal | None
    reached: Decimal | None
    parts: tuple[tuple[str, Decimal, Decimal | None], ...]
    """(area, its assigned value, its reached value)."""
    missing: tuple[str, ...]


def sum_target_parts(
    target: HandedTarget, parts: Iterable[HandedTarget], reports: Mapping[str, ReportedFigure]
) -> TargetSum:
    """The sum over the direct parts of a target, without what those hand down further."""
    direct_parts = {part.id: part for part in parts if part.parent == target.id}
    area_rows = []
    for part in sorted(direct_parts.values(), key=lambda part_of_target: part_of_target.area):
        report = reports.get(part.id)
        reached = None if report is None else convert(report.value, part.unit, target.unit)
        area_rows.append((part.area, convert(part.value, part.unit, target.unit), reached))
    missing = tuple(area for area, _assigned, reached in area_rows if reached is None)
    if target.kind not in _AMOUNT_KINDS or target.comparator in _CEILING_COMPARATORS:
        return TargetSum(target.id, False, None, None, None, tuple(area_rows), missing)
    assigned = sum((assigned for _area, assigned, _reached in area_rows), Decimal(0))
    reached = sum(
        (area_reached for _area, _assigned, area_reached in area_rows if area_reached is not None), Decimal(0)
    )
    gap = max(Decimal(0), target.value - assigned)
    return TargetSum(target.id, True, assigned, gap, reached, tuple(area_rows), missing)
