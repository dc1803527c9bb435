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


def hot_spots(
    tickets: Iterable[Ticket],
    as_of: dt.date,
    *,
    window: int = 7,
    base: int = 56,
    least: int = 5,
    chance: float = 0.01,
) -> list[HotSpot]:
    """Places and categories with significantly many calls in the last `window_days`, rarest first.

    The expected count comes from the `base_days` before the window (plus half a call, so that a
    quiet place needs more than a call or two). A spot is reported when the Poisson probability of
    so many calls is below `max_chance` divided by the number of spots tested (Bonferroni).
    """
    begin = as_of - dt.timedelta(days=window - 1)
    before = begin - dt.timedelta(days=base)
    now: dict[tuple[str, str], list[str]] = {}
    past: Counter[tuple[str, str]] = Counter()
    for ticket in tickets:
        spot = (ticket.place, ticket.category)
        if begin <= ticket.day <= as_of:
            now.setdefault(spot, []).append(ticket.id)
        elif before <= ticket.day < begin:
            past[spot] += 1
    found = []
    for spot, ids in now.items():
        expected = (past[spot] + 0.5) * window / base
        likely = _at_least(len(ids), expected)
        if len(ids) >= least and likely < chance / len(now):
            found.append(HotSpot(*spot, len(ids), expected, likely, tuple(ids)))
    return sorted(found, key=lambda one: (one.chance, one.place, one.category))


def _at_least(count: int, expected: float) -> float:
    """The Poisson probability of `count` or more events where `expected` are expected."""
    term = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))
    total, n = 0.0, count
    while term > total * 1e-12 and n < count + 1000:
        total += term
        n += 1
        term *= expected / n
    return min(total, 1.0)
