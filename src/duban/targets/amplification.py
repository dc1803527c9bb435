"""层层加码: a government's target less that of the level above for the same year, in points."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from duban.targets.stated import Exclusion, Figure, Row, Stated
from duban.wording.sources import list_codes_above

MEASURE: Final = "amplification"


@dataclass(frozen=True, slots=True)
class Step:
    """A target and that of the nearest level above which states one for the same year.

    `points` is the difference in percentage points, positive where more is asked for.
    """

    report: Row
    above: Row
    target: Figure
    target_above: Figure
    points: Decimal


def find_steps(stated: Stated) -> tuple[list[Step], list[Exclusion]]:
    """Every report with a target above it, and those without, with the reason."""
    by_code = {(report["region_code"], year): report for (_, year), report in stated.reports.items()}
    steps: list[Step] = []
    exclusions = stated.exclude_refused(MEASURE)
    for _, report in sorted(stated.reports.items()):
        target = stated.find_target(report)
        if target is None:
            exclusions.append(Exclusion(MEASURE, report, f"target_{stated.explain(report, 'target')}"))
            continue
        codes = list_codes_above(report["region_code"])
        reports_above = [by_code[code, report["year"]] for code in codes if (code, report["year"]) in by_code]
        targets_above = ((above, stated.find_target(above)) for above in reports_above)
        above, target_above = next((pair for pair in targets_above if pair[1] is not None), (None, None))
        if above is None or target_above is None:
            exclusions.append(Exclusion(MEASURE, report, _explain(stated, codes, reports_above)))
            continue
        difference = target.value - target_above.value
        steps.append(Step(report, above, target, target_above, -difference if stated.lower_is_better else difference))
    return steps, exclusions


def _explain(stated: Stated, codes: list[str], reports_above: list[Row]) -> str:
    if not codes:
        return "highest_level"
    if not reports_above:
        return "no_report_above"
    return f"target_above_{stated.explain(reports_above[0], 'target')}"
