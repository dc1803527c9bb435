"""Which report another one is compared with: its own of last year, and those of the levels above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

Report = Mapping[str, Any]
_NATION: Final = "000000"


class Measure(StrEnum):
    """What a text is compared with: its government's text of last year, or that of a level above."""

    LAST_YEAR = "last_year"
    ABOVE = "above"


class Reason(StrEnum):
    """Why a report is not compared."""

    NOT_A_WORK_REPORT = "not_a_work_report"
    WITHOUT_REGION_OR_YEAR = "without_region_or_year"
    SECOND_FILE_OF_THE_YEAR = "second_file_of_the_year"
    NO_REPORT_OF_LAST_YEAR = "no_report_of_last_year"
    NO_REPORT_ABOVE = "no_report_above"
    HIGHEST_LEVEL = "highest_level"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A report and the report that it is compared with."""

    measure: Measure
    report: Report
    source: Report


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A report that a measure has no figure for, and why."""

    report: Report
    measure: Measure
    reason: Reason


def pair_reports(reports: Iterable[Report]) -> tuple[list[Comparison], list[Exclusion]]:
    """What is compared with what, and which reports are not, with the reason.

    `reports` are rows of the panel's table `report`. Of a region's files of one year the first by
    name counts. A level above is taken of the same plan year, else of the year before.
    """
    usable, refused = select_usable(reports)
    exclusions = [Exclusion(report, measure, reason) for report, reason in refused for measure in Measure]
    by_code = {(report["region_code"], year): report for (_, year), report in usable.items()}
    comparisons: list[Comparison] = []
    for (series, year), report in sorted(usable.items()):
        last = usable.get((series, year - 1))
        if last is None:
            exclusions.append(Exclusion(report, Measure.LAST_YEAR, Reason.NO_REPORT_OF_LAST_YEAR))
        else:
            comparisons.append(Comparison(Measure.LAST_YEAR, report, last))
        above = [Comparison(Measure.ABOVE, report, source) for source in _find_above(report, by_code)]
        comparisons += above
        if not above:
            reason = Reason.HIGHEST_LEVEL if report["region_code"] == _NATION else Reason.NO_REPORT_ABOVE
            exclusions.append(Exclusion(report, Measure.ABOVE, reason))
    return comparisons, exclusions


def select_usable(
    reports: Iterable[Report],
) -> tuple[dict[tuple[str, int], Report], list[tuple[Report, Reason]]]:
    """The work reports by region, as it is today, and plan year; and those that cannot be used, with the reason.

    Of a region's files of one year the first by name is used.
    """
    usable: dict[tuple[str, int], Report] = {}
    refused: list[tuple[Report, Reason]] = []
    for report in sorted(reports, key=lambda report: str(report["file"])):
        reason = _find_reason(report, usable)
        if reason is None:
            usable[report["region_series"], report["year"]] = report
        else:
            refused.append((report, reason))
    return usable, refused


def list_codes_above(region_code: str) -> list[str]:
    """The codes of the levels above, the nearest first.

    >>> list_codes_above("130637"), list_codes_above("130000")
    (['130600', '130000', '000000'], ['000000'])
    """
    candidates = (f"{region_code[:4]}00", f"{region_code[:2]}0000", _NATION)
    return [code for code in dict.fromkeys(candidates) if code != region_code]


def is_later(source: Report, report: Report) -> bool | None:
    """Whether the source was delivered after the report; None where a date is not known."""
    if source["date"] is None or report["date"] is None:
        return None
    return bool(source["date"] > report["date"])


def _find_reason(report: Report, usable: Mapping[tuple[str, int], Report]) -> Reason | None:
    if report["document_kind"] != "work_report":
        return Reason.NOT_A_WORK_REPORT
    if report["region_code"] is None or report["region_series"] is None or report["year"] is None:
        return Reason.WITHOUT_REGION_OR_YEAR
    return Reason.SECOND_FILE_OF_THE_YEAR if (report["region_series"], report["year"]) in usable else None


def _find_above(report: Report, by_code: Mapping[tuple[str, int], Report]) -> Iterator[Report]:
    for code in list_codes_above(report["region_code"]):
        source = by_code.get((code, report["year"])) or by_code.get((code, report["year"] - 1))
        if source is not None:
            yield source
