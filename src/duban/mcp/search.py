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
from duban.mcp.words import Question, find_synonyms, normalize

MIN_SCORE_RATIO = 0.6
"""Of the best hit's score: what is below is left out."""
MIN_QUESTION_SHARE = 0.12
"""Of what the whole question weighs: below it nothing was found."""
TRAILING_CHARACTERS = 2
"""Characters behind a number that belong to it: 1号线."""
_NON_SPACE_RUN = re.compile(r"\S+")
_NUMBER_WITH_TAIL = re.compile(rf"[0-9a-z.]+\D{{0,{TRAILING_CHARACTERS}}}")


@dataclass(frozen=True)
class Hit:
    """A commitment that a question may be about, and how much of the question it has."""

    plan: PublishedPlan
    number: str
    score: float
    words: str


@dataclass(frozen=True)
class SearchResult:
    """The hits, best first, and the words of the question that stand in none of them."""

    hits: tuple[Hit, ...] = ()
    absent: tuple[str, ...] = ()


@lru_cache(maxsize=32)
def _index_plan(plan: PublishedPlan) -> tuple[dict[str, str], Counter[str]]:
    """Number → the words of a commitment; two characters → how many commitments have them."""
    texts, count_by_pair = {}, Counter[str]()
    for number, row in plan.commitments.items():
        names = (claim["indicator"] for claim in plan.get_commitment_rows("claims", number))
        phrases = (row["text"], *names, row.get("topic"), row.get("lead"))
        commitment_words = normalize(" ".join(word for word in phrases if word))
        texts[number] = commitment_words
        count_by_pair.update({commitment_words[offset : offset + 2] for offset in range(len(commitment_words) - 1)})
    return texts, count_by_pair


def search(
    plans: Sequence[PublishedPlan],
    question: Question,
    groups: Iterable[frozenset[str]],
    numbers: Mapping[str, set[str]],
) -> SearchResult:
    """The commitments of the plans that the question is about.

    `numbers`: plan's key → the commitments among which to look.
    """
    synonyms = find_synonyms(question.pieces, groups)
    ranked_hits = [hit for plan in plans for hit in _score_plan(plan, question, synonyms, numbers[plan.key])]
    ranked_hits.sort(key=lambda hit: -hit.score)
    best_score = ranked_hits[0].score if ranked_hits else 0.0
    if best_score < MIN_QUESTION_SHARE:
        return SearchResult((), question.pieces)
    hits = tuple(hit for hit in ranked_hits if hit.score >= MIN_SCORE_RATIO * best_score)
    return SearchResult(hits, _find_absent_words(question, synonyms, [hit.words for hit in hits]))


def _score_plan(
    plan: PublishedPlan, question: Question, synonyms: Mapping[str, frozenset[str]], numbers: set[str]
) -> Iterable[Hit]:
    texts, count_by_pair = _index_plan(plan)
    text_count = len(texts) + 1
    weight_by_pair = {pair: math.log(text_count / (count_by_pair[pair] + 1)) + 0.1 for pair in question.pairs}
    total_weight = sum(weight_by_pair.values())
    for number in texts:
        if number not in numbers:
            continue
        matching_pairs = _find_matching_pairs(texts[number], question, synonyms)
        score = sum(weight_by_pair[pair] for pair in matching_pairs)
        if score:
            yield Hit(plan, number, score / total_weight, texts[number])


def _find_matching_pairs(words: str, question: Question, synonyms: Mapping[str, frozenset[str]]) -> set[str]:
    """The pairs of the question that a commitment contains, directly or by a synonym."""
    matching_pairs = {pair for pair in question.pairs if pair in words}
    for word, equivalents in synonyms.items():
        if any(equivalent in words for equivalent in equivalents):
            matching_pairs |= {word[offset : offset + 2] for offset in range(len(word) - 1)} & question.pairs
    return matching_pairs


def _find_absent_words(
    question: Question, synonyms: Mapping[str, frozenset[str]], texts: Sequence[str]
) -> tuple[str, ...]:
    """The stretches of the question, two characters at least, that no hit has."""
    matching_pairs: set[str] = set()
    for words in texts:
        matching_pairs |= _find_matching_pairs(words, question, synonyms)
    return tuple(run for piece in question.pieces for run in _find_uncovered_runs(piece, matching_pairs))


def _find_uncovered_runs(piece: str, matching_pairs: set[str]) -> Iterable[str]:
    """The stretches of a piece outside the matching pairs; one with digits is given in full."""
    covered_positions = {
        position
        for offset in range(len(piece) - 1)
        if piece[offset : offset + 2] in matching_pairs
        for position in (offset, offset + 1)
    }
    for run in _NON_SPACE_RUN.finditer(
        "".join(" " if offset in covered_positions else character for offset, character in enumerate(piece))
    ):
        if exact := _NUMBER_WITH_TAIL.search(piece, run.start(), run.end() + TRAILING_CHARACTERS):
            yield exact[0]
        elif len(run[0]) > 1:
            yield run[0]
