"""Compare many reports: who set what, against the level above, and which indicators come and go."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from duban.commitments import ClaimKind, Report
from duban.comparison.model import Comparison, Government, SkippedReport, Span, Stance
from duban.comparison.stances import build_stances, find_result, is_downward, list_results, measure_increase
from duban.notices import NoticeError
from duban.regions import AmbiguousRegionError, Level, find_by_code, find_region
from duban.series import find_family
from duban.verification import Result

_FIRM_WORDS = re.compile(r"企业|公司|主体|机构")
StanceKey = tuple[str, ClaimKind, str, bool]


class RegionError(NoticeError):
    """A region to compare with that no report is of, or that no region bears the name of."""


def compare(sources: Iterable[tuple[str, Report]], *, against: str | None = None) -> Comparison:
    """Every target of the reports' own years. `sources`: what a report is called, and the report.

    Each target is compared with that of the nearest level above whose report of the same year is
    among them; with `against` (a region's name or code) against that region's report, of the same
    year or else the latest before it.

    Raises RegionError where `against` names no region, or one without a report.
    """
    all_stances: list[Stance] = []
    years_by_government: dict[Government, set[int]] = defaultdict(set)
    results_by_report: dict[tuple[Government, int], list[Result]] = {}
    skipped_reports: list[SkippedReport] = []
    for source, report in sources:
        government, year, reason = _identify_government(report)
        if reason is None and year in years_by_government.get(government, ()):
            reason = f"{government.name}{year}年的报告已经有了"
        if reason is not None:
            skipped_reports.append(SkippedReport(source, reason))
            continue
        years_by_government[government].add(year)
        results_by_report[government, year] = list_results(report, year)
        all_stances += build_stances(report, government, year, source, results_by_report[government, year])
    compared_stances = _add_targets_above(_add_outcomes(all_stances, results_by_report), years_by_government, against)
    years = sorted({year for report_years in years_by_government.values() for year in report_years})
    return Comparison(
        stances=tuple(sorted(compared_stances, key=_build_sort_key)),
        spans=tuple(_build_spans(compared_stances, years_by_government)),
        governments=tuple(sorted(years_by_government, key=lambda item: (item.code or "~", item.name))),
        years=tuple(years),
        reports=sum(map(len, years_by_government.values())),
        passed_over=tuple(skipped_reports),
    )


def _identify_government(report: Report) -> tuple[Government, int, str | None]:
    year = report.year or (report.date.year if report.date is not None else 0)
    jurisdiction = report.jurisdiction or ""
    government = Government(jurisdiction, None, None)
    if not jurisdiction:
        return government, year, "没有写明是哪个地区的"
    if not year:
        return government, year, "没有写明是哪一年的"
    try:
        region = find_region(jurisdiction)
    except AmbiguousRegionError:
        region = None
    if region is not None:
        place = "全国" if region.level is Level.NATIONAL else region.name
        government = Government(place, region.code, region.level)
    return government, year, None


def build_key(stance: Stance) -> StanceKey:
    """The key that two stances share when they are of one thing measured in one way."""
    target = stance.target
    unit = find_family(target.unit)[0]
    # Households are counted as enterprises are (户), and are another thing.
    if target.unit == "户" and not _FIRM_WORDS.search(stance.name):
        unit = target.unit
    return stance.indicator, stance.measure, unit, target.is_increment


def _build_sort_key(stance: Stance) -> tuple[str, str, int, object, str]:
    rank = compute_base_value(stance) if is_downward(stance) else -compute_base_value(stance)
    return stance.indicator, stance.measure.value, -stance.year, rank, stance.government.name


def compute_base_value(stance: Stance) -> Decimal:
    """The target in the base of its unit's family, so that 斤 and 吨 can be ranked together."""
    return (stance.target.value or Decimal(0)) * find_family(stance.target.unit)[1]


def _add_outcomes(
    all_stances: Sequence[Stance], results_by_report: dict[tuple[Government, int], list[Result]]
) -> list[Stance]:
    """The stances with what the government's next report states of each target."""
    return [
        replace(
            stance, outcome=find_result(stance.target, results_by_report.get((stance.government, stance.year + 1), ()))
        )
        for stance in all_stances
    ]


def _add_targets_above(
    all_stances: Sequence[Stance], years_by_government: dict[Government, set[int]], against: str | None
) -> list[Stance]:
    if against is None:
        stance_by_place = {
            (candidate.government.code, candidate.year, build_key(candidate)): candidate for candidate in all_stances
        }
        return [
            _compare_with_above(candidate, _find_nearest_above(candidate, stance_by_place)) for candidate in all_stances
        ]
    code = _find_region_code(against)
    years = sorted(
        {
            report_year
            for government, government_years in years_by_government.items()
            if government.code == code
            for report_year in government_years
        }
    )
    if not years:
        raise RegionError.make("region_without_report", region=against)
    reference_stances = {
        (candidate.year, build_key(candidate)): candidate
        for candidate in all_stances
        if candidate.government.code == code
    }
    compared_stances = []
    for stance in all_stances:
        year = max((report_year for report_year in years if report_year <= stance.year), default=None)
        reference_stance = reference_stances.get((year, build_key(stance))) if year is not None else None
        compared_stances.append(
            _compare_with_above(stance, None if stance.government.code == code else reference_stance)
        )
    return compared_stances


def _find_region_code(name: str) -> str:
    try:
        region = find_region(name)
    except AmbiguousRegionError as error:
        raise RegionError(error.notices) from error
    if region is None:
        raise RegionError.make("region_unknown", region=name)
    return region.code


def _find_nearest_above(
    stance: Stance, stance_by_place: dict[tuple[str | None, int, StanceKey], Stance]
) -> Stance | None:
    region = find_by_code(stance.government.code) if stance.government.code else None
    while region is not None and region.parent is not None:
        if (nearest := stance_by_place.get((region.parent, stance.year, build_key(stance)))) is not None:
            return nearest
        region = find_by_code(region.parent)
    return None


def _compare_with_above(stance: Stance, above: Stance | None) -> Stance:
    """The stance with the target above, and the step to it where both are rates.

    Amounts of two levels of government differ in scale, so they have no step.
    """
    if above is None:
        return stance
    value, value_above = stance.target.value, above.target.value
    step = (
        measure_increase(stance, value, value_above)
        if stance.is_rate and value is not None and value_above is not None
        else None
    )
    return replace(stance, above=above, step=step)


def _build_spans(all_stances: Sequence[Stance], years_by_government: dict[Government, set[int]]) -> list[Span]:
    stances_by_key: dict[tuple[Government, StanceKey], list[Stance]] = defaultdict(list)
    for stance in all_stances:
        stances_by_key[stance.government, build_key(stance)].append(stance)
    spans = []
    for (government, _), group in stances_by_key.items():
        years = sorted(entry.year for entry in group)
        all_years = sorted(years_by_government[government])
        earlier_years = [year for year in all_years if year < years[0]]
        later_years = [year for year in all_years if year > years[-1]]
        first_stance = group[0]
        span = Span(
            government=government,
            indicator=first_stance.indicator,
            name=first_stance.name,
            measure=first_stance.measure,
            report_years=tuple(all_years),
            years=tuple(years),
            first_year=years[0] if earlier_years else None,
            end_year=later_years[0] if later_years else None,
        )
        spans.append(span)
    return sorted(spans, key=lambda entry: (entry.government.code or "~", -len(entry.years), entry.indicator))
