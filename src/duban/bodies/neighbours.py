"""The office's own past decisions that are most like a task."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from duban.bodies.words import normalize_task

_FIGURE_PATTERN = re.compile(r"[\d.%~\-+/]+|以上|以下|左右|不低于|不少于|以内|力争|确保|[,;。:、()]")
_MIN_LIKENESS = 0.25


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


class NeighbourIndex:
    """Past decisions, compared by runs of two and three characters; figures do not count."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._decisions = decisions
        gram_sets = [_extract_grams(decision.task) for decision in decisions]
        count_by_gram = Counter(gram for gram_set in gram_sets for gram in gram_set)
        self._rarity_by_gram = {
            rare_gram: math.log(1 + len(decisions) / count) for rare_gram, count in count_by_gram.items()
        }
        self._default_rarity = math.log(1 + len(decisions)) if decisions else 0.0
        self._gram_sets = [(gram_set, self._compute_length(gram_set)) for gram_set in gram_sets]

    def find_nearest(self, task: str, *, limit: int = 5) -> list[Neighbour]:
        """At most `limit` decisions, the most alike first; a later decision before an earlier."""
        task_grams = _extract_grams(task)
        task_length = self._compute_length(task_grams)
        if not task_length:
            return []
        neighbours = [
            Neighbour(decision, self._compute_product(task_grams, decision_grams) / (task_length * decision_length))
            for decision, (decision_grams, decision_length) in zip(self._decisions, self._gram_sets, strict=True)
            if decision_length
        ]
        neighbours = [neighbour for neighbour in reversed(neighbours) if neighbour.likeness >= _MIN_LIKENESS]
        return sorted(neighbours, key=lambda neighbour: -neighbour.likeness)[:limit]

    def _get_weight(self, gram: str) -> float:
        return self._rarity_by_gram.get(gram, self._default_rarity)

    def _compute_product(self, first_grams: frozenset[str], second_grams: frozenset[str]) -> float:
        return math.fsum(self._get_weight(gram) ** 2 for gram in first_grams & second_grams)

    def _compute_length(self, grams: frozenset[str]) -> float:
        return math.sqrt(math.fsum(self._get_weight(gram) ** 2 for gram in grams))


def _extract_grams(task: str) -> frozenset[str]:
    runs = [run for run in _FIGURE_PATTERN.split(normalize_task(task)) if run]
    return frozenset(
        text_run[i : i + gram_size]
        for text_run in runs
        for gram_size in (2, 3)
        for i in range(len(text_run) - gram_size + 1)
    )
