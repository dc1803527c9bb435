"""What became of a target, and how the next one moved: by the report of the year after."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from duban.targets.stated import Exclusion, Figure, Row, Stated

MEASURE: Final = "revision"
MARGIN_MEASURE: Final = "margin"


@dataclass(frozen=True, slots=True)
class Revision:
    """A target, its result and the next target, in per cent.

    `margin` is the result less the target, `points` the next target less this one, both in percentage
    points and positive where more was done or is asked for; `next_target` and `points` are None where the
    next report sets none.
    """

    report: Row
    next_report: Row
    target: Figure
    result: Figure
    margin: Decimal
    next_target: Figure | None
    points: Decimal | None

    @property
    def is_missed(self) -> bool:
        """Whether the result fell short of the target, of a range of its lower end."""
        return self.margin < 0


def find_revisions(stated: Stated) -> tuple[list[Revision], list[Exclusion]]:
    """Every target with a result in the next report; and those left out of margin or of revision, with the reason."""
    revisions: list[Revision] = []
    exclusions = [*stated.exclude_refused(MARGIN_MEASURE), *stated.exclude_refused(MEASURE)]
    for (series, year), report in sorted(stated.reports.items()):
        next_report = stated.reports.get((series, year + 1))
        revision = _compare(stated, report, next_report) if next_report is not None else None
        if revision is None:
            reason = _explain(stated, report, next_report)
            exclusions += [Exclusion(measure, report, reason) for measure in (MARGIN_MEASURE, MEASURE)]
            continue
        revisions.append(revision)
        if revision.next_target is None:
            reason = f"next_target_{stated.explain(revision.next_report, 'target')}"
            exclusions.append(Exclusion(MEASURE, report, reason))
    return revisions, exclusions


def _compare(stated: Stated, report: Row, next_report: Row) -> Revision | None:
    target, result, next_target = (
        stated.find_target(report),
        stated.find_result(next_report),
        stated.find_target(next_report),
    )
    if target is None or result is None:
        return None
    sign = -1 if stated.lower_is_better else 1
    points = None if next_target is None else sign * (next_target.value - target.value)
    return Revision(report, next_report, target, result, sign * (result.value - target.value), next_target, points)


def _explain(stated: Stated, report: Row, next_report: Row | None) -> str:
    if stated.find_target(report) is None:
        return f"target_{stated.explain(report, 'target')}"
    if next_report is None:
        return "no_report_of_next_year"
    return f"next_result_{stated.explain(next_report, 'result')}"
