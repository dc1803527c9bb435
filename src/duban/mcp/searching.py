"""Finding the commitments that a question is about, and the words that none of them has.

Pieces of text of two characters are what Chinese needs without a dictionary of words: each counts
by how few commitments have it. A word counts as there where another of its meaning is.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from duban.mcp.plans import PublishedPlan
from duban.mcp.words import Question, expand, plain

NEAR = 0.6
"""Of the best hit's score: what is below is left out."""
LEAST = 0.12
"""Of what the whole question weighs: below it nothing was found."""
NEIGHBOURS = 2
"""Characters behind a number that belong to it: 1号线."""
_RUN = re.compile(r"\S+")
_EXACT = re.compile(rf"[0-9a-z.]+\D{{0,{NEIGHBOURS}}}")


@dataclass(frozen=True)
class Hit:
    """A commitment that a question may be about, and how much of the question it has."""

    plan: PublishedPlan
    number: str
    score: float
    words: str


@dataclass(frozen=True)
class Found:
    """The hits, best first, and the words of the question that stand in none of them."""

    hits: tuple[Hit, ...] = ()
    absent: tuple[str, ...] = ()


@lru_cache(maxsize=32)
def _texts(plan: PublishedPlan) -> tuple[dict[str, str], Counter[str]]:
    """Number → the words of a commitment; two characters → how many commitments have them."""
    texts, counts = {}, Counter[str]()
    for number, row in plan.commitments.items():
        names = (claim["indicator"] for claim in plan.rows_of("claims", number))
        said = (row["text"], *names, row.get("topic"), row.get("lead"))
        words = plain(" ".join(word for word in said if word))
        texts[number] = words
        counts.update({words[n : n + 2] for n in range(len(words) - 1)})
    return texts, counts


def search(
    plans: Sequence[PublishedPlan],
    asked: Question,
    groups: Iterable[frozenset[str]],
    numbers: Mapping[str, set[str]],
) -> Found:
    """The commitments of the plans that the question is about.

    `numbers`: plan's key → the commitments among which to look.
    """
    others = expand(asked.pieces, groups)
    scored = [hit for plan in plans for hit in _of_plan(plan, asked, others, numbers[plan.key])]
    scored.sort(key=lambda hit: -hit.score)
    best = scored[0].score if scored else 0.0
    if best < LEAST:
        return Found((), asked.pieces)
    hits = tuple(hit for hit in scored if hit.score >= NEAR * best)
    return Found(hits, _absent(asked, others, [hit.words for hit in hits]))


def _of_plan(
    plan: PublishedPlan,
    asked: Question,
    others: Mapping[str, frozenset[str]],
    numbers: set[str],
) -> Iterable[Hit]:
    texts, counts = _texts(plan)
    total = len(texts) + 1
    weight = {pair: math.log(total / (counts[pair] + 1)) + 0.1 for pair in asked.pairs}
    whole = sum(weight.values())
    for number in texts:
        if number not in numbers:
            continue
        had = _had(texts[number], asked, others)
        score = sum(weight[pair] for pair in had)
        if score:
            yield Hit(plan, number, score / whole, texts[number])


def _had(words: str, asked: Question, others: Mapping[str, frozenset[str]]) -> set[str]:
    """The pairs of the question that a commitment contains, directly or by a synonym."""
    had = {pair for pair in asked.pairs if pair in words}
    for word, same in others.items():
        if any(other in words for other in same):
            had |= {word[n : n + 2] for n in range(len(word) - 1)} & asked.pairs
    return had


def _absent(
    asked: Question, others: Mapping[str, frozenset[str]], texts: Sequence[str]
) -> tuple[str, ...]:
    """The stretches of the question, two characters at least, that no hit has."""
    had: set[str] = set()
    for words in texts:
        had |= _had(words, asked, others)
    return tuple(run for piece in asked.pieces for run in _uncovered(piece, had))


def _uncovered(piece: str, had: set[str]) -> Iterable[str]:
    """The stretches of a piece outside the matching pairs; one with digits is given in full."""
    covered = {m for n in range(len(piece) - 1) if piece[n : n + 2] in had for m in (n, n + 1)}
    for run in _RUN.finditer("".join(" " if n in covered else c for n, c in enumerate(piece))):
        if exact := _EXACT.search(piece, run.start(), run.end() + NEIGHBOURS):
            yield exact[0]
        elif len(run[0]) > 1:
            yield run[0]
