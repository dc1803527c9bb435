"""Where targets and results bunch: at whole and half per cents, and just above what was promised."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from duban.targets.revision import Revision
from duban.targets.stated import Exclusion, Figure, Row, Stated

MEASURE: Final = "bunching"
BIN_WIDTH: Final = Decimal("0.5")
_HALF: Final = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Heaping:
    """How many targets of a level are whole per cents, halves, or neither; ranges by their lower end."""

    level: str
    targets: int
    integers: int
    halves: int
    remaining: int


def find_targets(stated: Stated) -> tuple[list[tuple[Row, Figure]], list[Exclusion]]:
    """Every report with a target, and those without, with the reason."""
    targets: list[tuple[Row, Figure]] = []
    exclusions = stated.exclude_refused(MEASURE)
    for _, report in sorted(stated.reports.items()):
        target = stated.find_target(report)
        if target is None:
            exclusions.append(Exclusion(MEASURE, report, f"target_{stated.explain(report, 'target')}"))
        else:
            targets.append((report, target))
    return targets, exclusions


def count_heaping(targets: Iterable[tuple[Row, Figure]]) -> list[Heaping]:
    """Whole, half and other per cents for each level."""
    values_by_level: defaultdict[str, list[Decimal]] = defaultdict(list)
    for report, target in targets:
        values_by_level[report["region_level"]].append(target.value % 1)
    heaps = []
    for level, values in sorted(values_by_level.items()):
        integers, halves = values.count(Decimal(0)), values.count(_HALF)
        heaps.append(Heaping(level, len(values), integers, halves, len(values) - integers - halves))
    return heaps


def count_margins(revisions: Iterable[Revision]) -> list[tuple[Decimal, int]]:
    """How many results lie in each half point from their target: the bin's lower end, and the number."""
    counts = Counter((revision.margin / BIN_WIDTH).to_integral_value(ROUND_FLOOR) * BIN_WIDTH for revision in revisions)
    return sorted(counts.items())
