"""The office's own past decisions that are most like a task."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from duban.bodies.words import plain

_FIGURES = re.compile(r"[\d.%~\-+/]+|以上|以下|左右|不低于|不少于|以内|力争|确保|[,;。:、()]")
_LEAST_LIKENESS = 0.25


@dataclass(frozen=True, slots=True)
class Decision:
    """A task and the body that was decided to lead it, both as the office wrote them."""

    task: str
    lead: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A past decision and its likeness to the task, between 0 and 1."""

    decision: Decision
    likeness: float


class Neighbours:
    """Past decisions, compared by runs of two and three characters; figures do not count."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._decisions = decisions
        grams = [_grams(d.task) for d in decisions]
        seen = Counter(gram for bag in grams for gram in bag)
        self._rarity = {g: math.log(1 + len(decisions) / n) for g, n in seen.items()}
        self._unseen = math.log(1 + len(decisions)) if decisions else 0.0
        self._bags = [(bag, self._length(bag)) for bag in grams]

    def nearest(self, task: str, *, limit: int = 5) -> list[Neighbour]:
        """At most `limit` decisions, the most alike first; a later decision before an earlier."""
        bag = _grams(task)
        length = self._length(bag)
        if not length:
            return []
        found = [
            Neighbour(decision, self._dot(bag, other) / (length * size))
            for decision, (other, size) in zip(self._decisions, self._bags, strict=True)
            if size
        ]
        found = [n for n in reversed(found) if n.likeness >= _LEAST_LIKENESS]
        return sorted(found, key=lambda n: -n.likeness)[:limit]

    def _weight(self, gram: str) -> float:
        return self._rarity.get(gram, self._unseen)

    def _dot(self, one: frozenset[str], other: frozenset[str]) -> float:
        return math.fsum(self._weight(g) ** 2 for g in one & other)

    def _length(self, bag: frozenset[str]) -> float:
        return math.sqrt(math.fsum(self._weight(g) ** 2 for g in bag))


def _grams(task: str) -> frozenset[str]:
    runs = [run for run in _FIGURES.split(plain(task)) if run]
    return frozenset(r[i : i + n] for r in runs for n in (2, 3) for i in range(len(r) - n + 1))
