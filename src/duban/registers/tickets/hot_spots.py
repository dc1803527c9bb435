"""Hot spots: a place and category with far more calls in a few days than in the weeks before."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from duban.registers.tickets.repeats import Ticket


@dataclass(frozen=True, slots=True)
class HotSpot:
    """`count` calls where `expected` were expected; `chance` is the probability of so many."""

    place: str
    category: str
    count: int
    expected: float
    chance: float
    tickets: tuple[str, ...]


def find_hot_spots(
    tickets: Iterable[Ticket],
    as_of: dt.date,
    *,
    window_days: int = 7,
    base_days: int = 56,
    min_count: int = 5,
    max_chance: float = 0.01,
) -> list[HotSpot]:
    """Places and categories with significantly many calls in the last `window_days`, rarest first.

    The expected count comes from the `base_days` before the window (plus half a call, so that a
    quiet place needs more than a call or two). A spot is reported when the Poisson probability of
    so many calls is below `max_chance` divided by the number of spots tested (Bonferroni).
    """
    window_start = as_of - dt.timedelta(days=window_days - 1)
    base_start = window_start - dt.timedelta(days=base_days)
    ids_by_spot: dict[tuple[str, str], list[str]] = {}
    past_counts: Counter[tuple[str, str]] = Counter()
    for ticket in tickets:
        spot = (ticket.place, ticket.category)
        if window_start <= ticket.day <= as_of:
            ids_by_spot.setdefault(spot, []).append(ticket.id)
        elif base_start <= ticket.day < window_start:
            past_counts[spot] += 1
    hot_spots = []
    for spot, ids in ids_by_spot.items():
        expected = (past_counts[spot] + 0.5) * window_days / base_days
        spot_chance = _compute_poisson_tail(len(ids), expected)
        if len(ids) >= min_count and spot_chance < max_chance / len(ids_by_spot):
            hot_spots.append(HotSpot(*spot, len(ids), expected, spot_chance, tuple(ids)))
    return sorted(hot_spots, key=lambda hot_spot: (hot_spot.chance, hot_spot.place, hot_spot.category))


def _compute_poisson_tail(count: int, expected: float) -> float:
    """The Poisson probability of `count` or more events where `expected` are expected."""
    term = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))
    probability, current_count = 0.0, count
    while term > probability * 1e-12 and current_count < count + 1000:
        probability += term
        current_count += 1
        term *= expected / current_count
    return min(probability, 1.0)
