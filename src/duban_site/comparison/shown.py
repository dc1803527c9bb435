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
from duban.comparison import Comparison, Group, Hardness, Stance, chosen, groups, key_of
from duban.documents.comparison.charts import over_years, ranked
from duban.verification import wanted

PLOTS, MULTIPLES, ROWS = 24, 24, 300
LEAST, YEARS = 2, 2
"""The fewest governments for a ranked plot, and the fewest years for a plot over years."""
MEASURES = {
    ClaimKind.GROWTH: gettext_lazy("增速"),
    ClaimKind.SHARE: gettext_lazy("比重、比率"),
    ClaimKind.POINTS: gettext_lazy("变化（百分点）"),
    ClaimKind.LEVEL: gettext_lazy("总量"),
    ClaimKind.VOLUME: gettext_lazy("当年的量"),
}
HARD = {
    Hardness.FLOOR: ("▶", gettext_lazy("守底线")),
    Hardness.EXACT: ("●", gettext_lazy("定数")),
    Hardness.BAND: ("◐", gettext_lazy("留余地")),
    Hardness.STRIVE: ("◇", gettext_lazy("力争")),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The selected indicator (by id) and year; "" and None for all."""

    indicator: str = ""
    year: int | None = None

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Self:
        """Read it from a query string; invalid values are ignored."""
        year = data.get("year", "")
        number = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
        return cls(data.get("indicator", "")[:200], number)


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
class Shown:
    """All that a page needs."""

    comparison: Comparison
    asked: Asked
    indicators: list[tuple[str, str]] = field(default_factory=list)
    plots: list[Plot] = field(default_factory=list)
    multiples: list[Plot] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    left_out: int = 0

    @property
    def comparable(self) -> bool:
        """Whether there are at least two reports to compare."""
        return self.comparison.reports > 1


def shown(whole: Comparison, asked: Asked, links: Mapping[str, str] | None = None) -> Shown:
    """Build the page for the selection; `links` is report name → its address."""
    found = chosen_of(whole, asked)
    every = groups(found, 1 if asked.indicator else LEAST)
    listed = [stance for group in groups(found) for stance in group.stances]
    known = links or {}
    return Shown(
        whole,
        asked,
        indicators=_indicators(whole),
        plots=[_ranked(group) for group in every[:PLOTS]],
        multiples=[_years(own) for own in _long(found)[:MULTIPLES]],
        rows=[_row(one, known.get(one.source, "")) for one in listed[:ROWS]],
        left_out=max(0, len(listed) - ROWS),
    )


def chosen_of(whole: Comparison, asked: Asked) -> Comparison:
    """Select from the comparison; an indicator for which nobody has a target gives nothing."""
    named = frozenset({asked.indicator} if asked.indicator else ())
    return chosen(whole, named, () if asked.year is None else (asked.year,))


def _indicators(whole: Comparison) -> list[tuple[str, str]]:
    """List each indicator once, those with most governments and years first."""
    spread: dict[str, set[tuple[str, int]]] = defaultdict(set)
    names: dict[str, str] = {}
    for stance in whole.stances:
        spread[stance.indicator].add((stance.government.name, stance.year))
        names.setdefault(stance.indicator, stance.name)
    ordered = sorted(spread, key=lambda key: (-len(spread[key]), names[key]))
    return [(key, names[key]) for key in ordered]


def _ranked(group: Group) -> Plot:
    place = str(group.year)
    return Plot(group.name, str(MEASURES[group.measure]), place, _safe(ranked(group)))


def _long(found: Comparison) -> list[list[Stance]]:
    """List each government's targets for one indicator over the years, longest series first."""
    own: dict[Any, list[Stance]] = defaultdict(list)
    for stance in found.stances:
        own[stance.government, key_of(stance)].append(stance)
    long = [some for some in own.values() if len({one.year for one in some}) >= YEARS]
    return sorted(long, key=lambda some: (-len(some), some[0].name, some[0].government.name))


def _years(own: list[Stance]) -> Plot:
    first = own[0]
    measure = str(MEASURES[first.measure])
    return Plot(first.name, measure, first.government.name, _safe(over_years(own)))


def _row(stance: Stance, link: str) -> Row:
    glyph, word = HARD[stance.hardness]
    other = stance.above
    return Row(
        stance,
        stance.name,
        str(MEASURES[stance.measure]),
        wanted(stance.target),
        glyph,
        str(word),
        _difference(stance, stance.ambition),
        f"{other.government.name} {wanted(other.target)}" if other is not None else "",
        _difference(stance, stance.step),
        _way(stance.step),
        link,
    )


def _difference(stance: Stance, difference: Decimal | None) -> str:
    """Describe a difference, +0.5个百分点: positive where the target demands more."""
    if difference is None:
        return ""
    size = f"{difference.normalize():+f}" if difference else "0"
    return _("%(size)s个百分点") % {"size": size} if stance.rate else f"{size}%"


def _way(step: Decimal | None) -> str:
    """Describe a step: 加码 where a government demands more than the one above it."""
    if step is None:
        return ""
    if step > 0:
        return "↑ " + _("加码")
    return "= " + _("与上级持平") if step == 0 else "↓ " + _("低于上级")


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 # drawn by the library, which escapes every text


def years_said(years: Iterable[int]) -> str:
    """Format a range of years: 2024—2026."""
    every = sorted(years)
    if not every:
        return ""
    return str(every[0]) if len(every) == 1 else f"{every[0]}—{every[-1]}"
