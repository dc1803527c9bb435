"""Select stances of a comparison by indicator and year, and group them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from duban.comparison.compare_reports import build_key
from duban.comparison.model import Comparison, Group, Stance
from duban.indicators import harmonise, load_vocabulary


def find_indicators(comparison: Comparison, indicator: str) -> frozenset[str]:
    """The indicators that a name or id stands for: the vocabulary's, or those that contain it."""
    if indicator in load_vocabulary():
        return frozenset({indicator})
    indicator_entry = harmonise(indicator)
    if indicator_entry is not None:
        return frozenset({indicator_entry.id})
    return frozenset(stance.indicator for stance in comparison.stances if indicator in stance.name)


def select(comparison: Comparison, indicators: frozenset[str] = frozenset(), years: Sequence[int] = ()) -> Comparison:
    """The stances and spans of these indicators and years; all where none is named."""
    selected_stances = tuple(
        stance
        for stance in comparison.stances
        if (not indicators or stance.indicator in indicators) and (not years or stance.year in years)
    )
    spans = tuple(stance for stance in comparison.spans if not indicators or stance.indicator in indicators)
    return replace(comparison, stances=selected_stances, spans=spans)


def group_stances(comparison: Comparison, min_stances: int = 1) -> list[Group]:
    """The stances by indicator, measure and year; what most governments set comes first."""
    stances_by_group: dict[tuple[object, int], list[Stance]] = defaultdict(list)
    governments_by_key: dict[object, set[str]] = defaultdict(set)
    for stance in comparison.stances:
        stances_by_group[build_key(stance), stance.year].append(stance)
        governments_by_key[build_key(stance)].add(stance.government.name)
    ordered_groups = sorted(
        stances_by_group.items(), key=lambda item: (-len(governments_by_key[item[0][0]]), str(item[0][0]), -item[0][1])
    )
    return [
        Group(members[0].indicator, members[0].name, members[0].measure, year, tuple(members))
        for (_, year), members in ordered_groups
        if len(members) >= min_stances
    ]
