"""What patterns are worth, learned from labels (make train), read from a small table.

The weight of a pattern is the logarithm of how often it was right where the rules were wrong, to
how often it was wrong where they were right; what its author expects counts as some more of each.
"""

from __future__ import annotations

import math
from functools import cache
from importlib import resources
from typing import Final

_ASSUMED_LOSSES: Final = 0.5
"""Losses that every pattern starts with, so that few wins do not count for much."""
_COUNTS_PER_EXPECTED_WIN: Final = 100
"""So many counted wins weigh as much as one that the author expects: with more trust in the counts
names on a report left out come out worse (make train prints it)."""


def learn_weight(prior: float, wins: int, losses: int) -> float:
    """The weight of a pattern whose author expects `prior` wins, after what was counted."""
    return math.log((wins / _COUNTS_PER_EXPECTED_WIN + prior) / (losses / _COUNTS_PER_EXPECTED_WIN + _ASSUMED_LOSSES))


def pattern_weight(pattern_id: str, prior: float) -> float:
    """The weight of a pattern: from the table, or as its author expects where it is not there."""
    wins, losses = load_counts().get(pattern_id, (0, 0))
    return learn_weight(prior, wins, losses)


@cache
def load_counts() -> dict[str, tuple[int, int]]:
    """Wins and losses of each pattern over the labelled reports (data/weights/names.tsv)."""
    path = resources.files("duban").joinpath("data/weights/names.tsv")
    if not path.is_file():
        return {}
    lines = path.read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}
