"""Select stances of a comparison by indicator and year, and group them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from duban.comparison.comparing import key_of
from duban.comparison.model import Comparison, Group, Stance
from duban.indicators import harmonised, vocabulary


def named(comparison: Comparison, indicator: str) -> frozenset[str]:
    """The indicators that a name or id stands for: the vocabulary's, or those that contain it."""
    if indicator in vocabulary():
        return frozenset({indicator})
    known = harmonised(indicator)
    if known is not None:
        return frozenset({known.id})
    return frozenset(s.indicator for s in comparison.stances if indicator in s.name)


def chosen(
    comparison: Comparison, indicators: frozenset[str] = frozenset(), years: Sequence[int] = ()
) -> Comparison:
    """The stances and spans of these indicators and years; all where none is named."""
    kept = tuple(
        s
        for s in comparison.stances
        if (not indicators or s.indicator in indicators) and (not years or s.year in years)
    )
    spans = tuple(s for s in comparison.spans if not indicators or s.indicator in indicators)
    return replace(comparison, stances=kept, spans=spans)


def groups(comparison: Comparison, least: int = 1) -> list[Group]:
    """The stances by indicator, measure and year; what most governments set comes first."""
    found: dict[tuple[object, int], list[Stance]] = defaultdict(list)
    spread: dict[object, set[str]] = defaultdict(set)
    for stance in comparison.stances:
        found[key_of(stance), stance.year].append(stance)
        spread[key_of(stance)].add(stance.government.name)
    ordered = sorted(
        found.items(), key=lambda item: (-len(spread[item[0][0]]), str(item[0][0]), -item[0][1])
    )
    return [
        Group(own[0].indicator, own[0].name, own[0].measure, year, tuple(own))
        for (_, year), own in ordered
        if len(own) >= least
    ]
