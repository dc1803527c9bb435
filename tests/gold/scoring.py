"""A small scorer for the sample's labels, which name the exact span of every number.

The real reports are scored by the guide's own score.py (see measuring.py); this one is stricter
about place (spans must be equal) and needs nothing outside the repository.
"""

from __future__ import annotations

import difflib
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]
FIELDS = ("role", "kind", "direction", "comparator", "value", "value_high", "unit", "strength")
ALIKE = 0.7
"""Two names of an indicator are alike from here on (1 is equal)."""


class Score(NamedTuple):
    """Counts of one comparison; `wrong` pairs a label with the claim that differs, or with None."""

    labelled: int
    claimed: int
    full: int
    wrong: list[tuple[Json | None, Json | None]]

    @property
    def f1(self) -> float:
        return 2 * self.full / (self.labelled + self.claimed) if self.full else 0.0


def load(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def alike(a: Json, b: Json) -> float:
    return difflib.SequenceMatcher(None, a["indicator"], b["indicator"], autojunk=False).ratio()


def same(label: Json, claim: Json) -> bool:
    return all(label.get(f) == claim.get(f) for f in FIELDS) and alike(label, claim) >= ALIKE


def score(labels: Sequence[Json], claims: Sequence[Json], roles: Sequence[str]) -> Score:
    """Compare at every span the labels with the claims, the most alike first."""
    places: dict[tuple[int, int], tuple[list[Json], list[Json]]] = defaultdict(lambda: ([], []))
    for side, items in enumerate((labels, claims)):
        for item in items:
            places[item["start"], item["end"]][side].append(item)
    labelled = claimed = full = 0
    wrong: list[tuple[Json | None, Json | None]] = []
    for at in sorted(places):
        for label, claim in _pairs(*places[at]):
            if label and label.get("optional"):
                continue
            mine, theirs = label and label["role"] in roles, claim and claim["role"] in roles
            labelled += bool(mine)
            claimed += bool(theirs)
            if label and claim and mine and theirs and same(label, claim):
                full += 1
            elif mine or theirs:
                wrong.append((label, claim))
    return Score(labelled, claimed, full, wrong)


def _pairs(labels: list[Json], claims: list[Json]) -> list[tuple[Json | None, Json | None]]:
    """The labels and claims of one span, one to one."""
    left, right = list(labels), list(claims)
    pairs: list[tuple[Json | None, Json | None]] = []
    while left and right:
        label, claim = max(((a, b) for a in left for b in right), key=lambda p: alike(*p))
        pairs.append((label, claim))
        left.remove(label)
        right.remove(claim)
    return pairs + [(a, None) for a in left] + [(None, b) for b in right]
