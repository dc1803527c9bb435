"""Compare many reports: who set what, against the level above, and which indicators come and go."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from duban.commitments import ClaimKind, Report
from duban.comparison.model import Comparison, Government, PassedOver, Span, Stance
from duban.comparison.stances import downward, more, of_target, stances, stated
from duban.regions import AmbiguousRegionError, Level, by_code, find
from duban.series import family
from duban.verification import Result

_FIRMS = re.compile(r"企业|公司|主体|机构")
Key = tuple[str, ClaimKind, str, bool]


class RegionError(ValueError):
    """A region to compare with that no report is of, or that no region bears the name of."""


def compare(sources: Iterable[tuple[str, Report]], *, against: str | None = None) -> Comparison:
    """Every target of the reports' own years. `sources`: what a report is called, and the report.

    Each target is compared with that of the nearest level above whose report of the same year is
    among them; with `against` (a region's name or code) against that region's report, of the same
    year or else the latest before it.

    Raises RegionError where `against` names no region, or one without a report.
    """
    found: list[Stance] = []
    read: dict[Government, set[int]] = defaultdict(set)
    said: dict[tuple[Government, int], list[Result]] = {}
    passed: list[PassedOver] = []
    for source, report in sources:
        government, year, why = _whose(report)
        if why is None and year in read.get(government, ()):
            why = f"{government.name}{year}年的报告已经有了"
        if why is not None:
            passed.append(PassedOver(source, why))
            continue
        read[government].add(year)
        said[government, year] = stated(report, year)
        found += stances(report, government, year, source, said[government, year])
    held = _against(_outcomes(found, said), read, against)
    years = sorted({year for own in read.values() for year in own})
    return Comparison(
        stances=tuple(sorted(held, key=_order)),
        spans=tuple(_spans(held, read)),
        governments=tuple(sorted(read, key=lambda g: (g.code or "~", g.name))),
        years=tuple(years),
        reports=sum(map(len, read.values())),
        passed_over=tuple(passed),
    )


def _whose(report: Report) -> tuple[Government, int, str | None]:
    year = report.year or (report.date.year if report.date is not None else 0)
    place = report.jurisdiction or ""
    government = Government(place, None, None)
    if not place:
        return government, year, "没有写明是哪个地区的"
    if not year:
        return government, year, "没有写明是哪一年的"
    try:
        region = find(place)
    except AmbiguousRegionError:
        region = None
    if region is not None:
        name = "全国" if region.level is Level.NATIONAL else region.name
        government = Government(name, region.code, region.level)
    return government, year, None


def key_of(stance: Stance) -> Key:
    """The key that two stances share when they are of one thing measured in one way."""
    target = stance.target
    unit = family(target.unit)[0]
    # Households are counted as enterprises are (户), and are another thing.
    if target.unit == "户" and not _FIRMS.search(stance.name):
        unit = target.unit
    return stance.indicator, stance.measure, unit, target.increment


def _order(stance: Stance) -> tuple[str, str, int, object, str]:
    ranked = size(stance) if downward(stance) else -size(stance)
    return stance.indicator, stance.measure.value, -stance.year, ranked, stance.government.name


def size(stance: Stance) -> Decimal:
    """The target in the base of its unit's family, so that 斤 and 吨 can be ranked together."""
    return (stance.target.value or Decimal(0)) * family(stance.target.unit)[1]


def _outcomes(
    found: Sequence[Stance], said: dict[tuple[Government, int], list[Result]]
) -> list[Stance]:
    """The stances with what the government's next report states of each target."""
    return [
        replace(s, outcome=of_target(s.target, said.get((s.government, s.year + 1), ())))
        for s in found
    ]


def _against(
    found: Sequence[Stance], read: dict[Government, set[int]], against: str | None
) -> list[Stance]:
    if against is None:
        own = {(s.government.code, s.year, key_of(s)): s for s in found}
        return [_held(s, _nearest(s, own)) for s in found]
    code = _code(against)
    years = sorted({y for g, own_years in read.items() if g.code == code for y in own_years})
    if not years:
        raise RegionError(f"给出的报告里没有“{against}”的：--against 要写其中一个地区")
    theirs = {(s.year, key_of(s)): s for s in found if s.government.code == code}
    held = []
    for stance in found:
        year = max((y for y in years if y <= stance.year), default=None)
        other = theirs.get((year, key_of(stance))) if year is not None else None
        held.append(_held(stance, None if stance.government.code == code else other))
    return held


def _code(name: str) -> str:
    try:
        region = find(name)
    except AmbiguousRegionError as error:
        raise RegionError(str(error)) from error
    if region is None:
        raise RegionError(f"没有叫“{name}”的地区：请写全称或代码")
    return region.code


def _nearest(stance: Stance, own: dict[tuple[str | None, int, Key], Stance]) -> Stance | None:
    region = by_code(stance.government.code) if stance.government.code else None
    while region is not None and region.parent is not None:
        if (found := own.get((region.parent, stance.year, key_of(stance)))) is not None:
            return found
        region = by_code(region.parent)
    return None


def _held(stance: Stance, above: Stance | None) -> Stance:
    """The stance with the target above, and the step to it where both are rates.

    Amounts of two levels of government differ in scale, so they have no step.
    """
    if above is None:
        return stance
    a, b = stance.target.value, above.target.value
    step = more(stance, a, b) if stance.rate and a is not None and b is not None else None
    return replace(stance, above=above, step=step)


def _spans(found: Sequence[Stance], read: dict[Government, set[int]]) -> list[Span]:
    set_in: dict[tuple[Government, Key], list[Stance]] = defaultdict(list)
    for stance in found:
        set_in[stance.government, key_of(stance)].append(stance)
    spans = []
    for (government, _), own in set_in.items():
        years = sorted(s.year for s in own)
        all_years = sorted(read[government])
        before = [y for y in all_years if y < years[0]]
        after = [y for y in all_years if y > years[-1]]
        first = own[0]
        span = Span(
            government=government,
            indicator=first.indicator,
            name=first.name,
            measure=first.measure,
            read=tuple(all_years),
            years=tuple(years),
            began=years[0] if before else None,
            ended=after[0] if after else None,
        )
        spans.append(span)
    return sorted(spans, key=lambda s: (s.government.code or "~", -len(s.years), s.indicator))
