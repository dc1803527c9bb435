"""The content of a comparison's page: choices, plots, and rows with their differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Self

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban.commitments import ClaimKind
from duban.comparison import Comparison, Group, Hardness, Stance, build_key, group_stances, select
from duban.documents.comparison.charts import render_ranked_plot, render_years_plot
from duban.verification import render_target

MAX_PLOTS, MAX_MULTIPLES, MAX_ROWS = 24, 24, 300
MIN_GOVERNMENTS, MIN_YEARS = 2, 2
"""The fewest governments for a ranked plot, and the fewest years for a plot over years."""
MEASURE_WORDS = {
    ClaimKind.GROWTH: gettext_lazy("增速"),
    ClaimKind.SHARE: gettext_lazy("比重、比率"),
    ClaimKind.POINTS: gettext_lazy("变化（百分点）"),
    ClaimKind.LEVEL: gettext_lazy("总量"),
    ClaimKind.VOLUME: gettext_lazy("当年的量"),
}
HARDNESS_WORDS = {
    Hardness.FLOOR: ("▶", gettext_lazy("守底线")),
    Hardness.EXACT: ("●", gettext_lazy("定数")),
    Hardness.BAND: ("◐", gettext_lazy("留余地")),
    Hardness.STRIVE: ("◇", gettext_lazy("力争")),
}


@dataclass(frozen=True, slots=True)
class ComparisonQuery:
    """The selected indicator (by id) and year; "" and None for all."""

    indicator: str = ""
    year: int | None = None

    @classmethod
    def from_query(cls, parameters: Mapping[str, str]) -> Self:
        """Read it from a query string; invalid values are ignored."""
        year = parameters.get("year", "")
        year_number = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
        return cls(parameters.get("indicator", "")[:200], year_number)


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart with its heading."""

    name: str
    measure: str
    place: str
    svg: SafeString


@dataclass(frozen=True, slots=True)
class Row:
    """A target, how hard it binds, and its differences in words."""

    stance: Stance
    name: str
    measure: str
    target: str
    glyph: str
    hardness: str
    ambition: str
    above: str
    step: str
    way: str
    link: str = ""


@dataclass(slots=True)
class ComparisonPage:
    """All that a page needs."""

    comparison: Comparison
    query: ComparisonQuery
    indicators: list[tuple[str, str]] = field(default_factory=list)
    plots: list[Plot] = field(default_factory=list)
    multiples: list[Plot] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    unlisted_count: int = 0

    @property
    def comparable(self) -> bool:
        """Whether there are at least two reports to compare."""
        return self.comparison.reports > 1


def build_page(
    comparison: Comparison, query: ComparisonQuery, links: Mapping[str, str] | None = None
) -> ComparisonPage:
    """Build the page for the selection; `links` is report name → its address."""
    selection = select_comparison(comparison, query)
    ranked_groups = group_stances(selection, 1 if query.indicator else MIN_GOVERNMENTS)
    stances = [stance for group in group_stances(selection) for stance in group.stances]
    address_by_source = links or {}
    return ComparisonPage(
        comparison,
        query,
        indicators=_list_indicators(comparison),
        plots=[_build_ranked_plot(group) for group in ranked_groups[:MAX_PLOTS]],
        multiples=[_build_years_plot(series) for series in _list_long_series(selection)[:MAX_MULTIPLES]],
        rows=[
            _build_row(listed_stance, address_by_source.get(listed_stance.source, ""))
            for listed_stance in stances[:MAX_ROWS]
        ],
        unlisted_count=max(0, len(stances) - MAX_ROWS),
    )


def select_comparison(comparison: Comparison, query: ComparisonQuery) -> Comparison:
    """Select from the comparison; an indicator for which nobody has a target gives nothing."""
    indicator_ids = frozenset({query.indicator} if query.indicator else ())
    return select(comparison, indicator_ids, () if query.year is None else (query.year,))


def _list_indicators(comparison: Comparison) -> list[tuple[str, str]]:
    """List each indicator once, those with most governments and years first."""
    targets_by_indicator: dict[str, set[tuple[str, int]]] = defaultdict(set)
    name_by_indicator: dict[str, str] = {}
    for stance in comparison.stances:
        targets_by_indicator[stance.indicator].add((stance.government.name, stance.year))
        name_by_indicator.setdefault(stance.indicator, stance.name)
    ordered = sorted(
        targets_by_indicator,
        key=lambda indicator: (-len(targets_by_indicator[indicator]), name_by_indicator[indicator]),
    )
    return [(indicator, name_by_indicator[indicator]) for indicator in ordered]


def _build_ranked_plot(group: Group) -> Plot:
    place = str(group.year)
    return Plot(group.name, str(MEASURE_WORDS[group.measure]), place, _mark_svg_safe(render_ranked_plot(group)))


def _list_long_series(comparison: Comparison) -> list[list[Stance]]:
    """List each government's targets for one indicator over the years, longest series first."""
    series_by_key: dict[Any, list[Stance]] = defaultdict(list)
    for stance in comparison.stances:
        series_by_key[stance.government, build_key(stance)].append(stance)
    long_series = [
        series
        for series in series_by_key.values()
        if len({target_stance.year for target_stance in series}) >= MIN_YEARS
    ]
    return sorted(long_series, key=lambda series: (-len(series), series[0].name, series[0].government.name))


def _build_years_plot(series: list[Stance]) -> Plot:
    first_stance = series[0]
    measure = str(MEASURE_WORDS[first_stance.measure])
    return Plot(first_stance.name, measure, first_stance.government.name, _mark_svg_safe(render_years_plot(series)))


def _build_row(stance: Stance, link: str) -> Row:
    glyph, word = HARDNESS_WORDS[stance.hardness]
    higher_stance = stance.above
    return Row(
        stance,
        stance.name,
        str(MEASURE_WORDS[stance.measure]),
        render_target(stance.target),
        glyph,
        str(word),
        _describe_difference(stance, stance.ambition),
        f"{higher_stance.government.name} {render_target(higher_stance.target)}" if higher_stance is not None else "",
        _describe_difference(stance, stance.step),
        _describe_step(stance.step),
        link,
    )


def _describe_difference(stance: Stance, difference: Decimal | None) -> str:
    """Describe a difference, +0.5个百分点: positive where the target demands more."""
    if difference is None:
        return ""
    size = f"{difference.normalize():+f}" if difference else "0"
    return _("%(size)s个百分点") % {"size": size} if stance.is_rate else f"{size}%"


def _describe_step(step: Decimal | None) -> str:
    """Describe a step: 加码 where a government demands more than the one above it."""
    if step is None:
        return ""
    if step > 0:
        return "↑ " + _("加码")
    return "= " + _("与上级持平") if step == 0 else "↓ " + _("低于上级")


def _mark_svg_safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 # drawn by the library, which escapes every text


def format_year_range(years: Iterable[int]) -> str:
    """Format a range of years: 2024—2026."""
    ordered = sorted(years)
    if not ordered:
        return ""
    return str(ordered[0]) if len(ordered) == 1 else f"{ordered[0]}—{ordered[-1]}"
