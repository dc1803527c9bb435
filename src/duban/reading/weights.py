"""What patterns are worth, learned from labels (make train), read from a small table.

The weight of a pattern is the logarithm of how often it was right where the rules were wrong, to
how often it was wrong where they were right; what its author expects counts as some more of each.
"""

from __future__ import annotations

import math
from functools import cache
from importlib import resources
from typing import Final

_DOUBT: Final = 0.5
"""Losses that every pattern starts with, so that few wins do not count for much."""
_TRUST: Final = 100
"""So many counted wins weigh as much as one that the author expects: with more trust in the counts
names on a report left out come out worse (make train prints it)."""


def learned(prior: float, wins: int, losses: int) -> float:
    """The weight of a pattern whose author expects `prior` wins, after what was counted."""
    return math.log((wins / _TRUST + prior) / (losses / _TRUST + _DOUBT))


def weight(pattern: str, prior: float) -> float:
    """The weight of a pattern: from the table, or as its author expects where it is not there."""
    wins, losses = counts().get(pattern, (0, 0))
    return learned(prior, wins, losses)


@cache
def counts() -> dict[str, tuple[int, int]]:
    """Wins and losses of each pattern over the labelled reports (data/weights/names.tsv)."""
    path = resources.files("duban").joinpath("data/weights/names.tsv")
    if not path.is_file():
        return {}
    lines = path.read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}
