"""The public part of citizens' voices: answers that the office published, and counts of ratings.

Counts appear from `DUBAN_RATINGS_LEAST` ratings on, so that no single grade can be inferred.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max

from duban_site.core.clock import day_of
from duban_site.public.models import GRADES, Clue, Rating

Token = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A clue as the office published it, and its answer."""

    summary: str
    answer: str
    body: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Voice:
    """What everybody may read beside a commitment."""

    answers: tuple[Answer, ...] = ()
    ratings: tuple[tuple[int, int], ...] = ()
    """(grade, how many), the best grade first; empty below the threshold."""

    @property
    def total(self) -> int:
        """How many ratings."""
        return sum(count for _grade, count in self.ratings)


SILENT = Voice()


def voices(commitments: Iterable[int]) -> dict[int, Voice]:
    """Commitment → its voice, where there is one, in two queries."""
    keys = list(commitments)
    answers, ratings = _answers(keys), _ratings(keys)
    found = {}
    for key in answers.keys() | ratings.keys():
        counts = ratings.get(key, {})
        enough = sum(counts.values()) >= settings.RATINGS_LEAST
        told = tuple((grade, counts.get(grade, 0)) for grade, _word in GRADES) if enough else ()
        if told or key in answers:
            found[key] = Voice(tuple(answers.get(key, ())), told)
    return found


def _answers(keys: list[int]) -> dict[int, list[Answer]]:
    rows = Clue.objects.filter(commitment__in=keys, published_at__isnull=False)
    found: dict[int, list[Answer]] = defaultdict(list)
    names = ("commitment", "summary", "answer", "body__name", "published_at")
    for key, summary, answer, body, at in rows.order_by("-published_at").values_list(*names):
        day = day_of(at)
        found[key].append(Answer(summary, answer, body or "", day))
    return found


def _ratings(keys: list[int]) -> dict[int, dict[int, int]]:
    rows = Rating.objects.filter(commitment__in=keys).values("commitment", "grade")
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows.annotate(n=Count("pk")).order_by():
        found[row["commitment"]][row["grade"]] = row["n"]
    return found


def tokens() -> dict[int, Token]:
    """Commitment → a token that changes whenever its voice does, in two queries."""
    clues = Clue.objects.filter(published_at__isnull=False).values("commitment")
    answers = clues.annotate(n=Count("pk"), last=Max("published_at")).order_by()
    found: dict[int, Token] = {row["commitment"]: (row["n"], row["last"]) for row in answers}
    rated = Rating.objects.values("commitment").annotate(n=Count("pk"), last=Max("at")).order_by()
    for row in rated:
        if row["n"] >= settings.RATINGS_LEAST:
            key = row["commitment"]
            found[key] = (*found.get(key, ()), row["n"], row["last"])
    return found
