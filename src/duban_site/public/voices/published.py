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

from duban_site.core.clock import to_local_date
from duban_site.public.models import GRADES, Clue, Rating

VoiceToken = tuple[object, ...]


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


EMPTY_VOICE = Voice()


def load_voices(commitments: Iterable[int]) -> dict[int, Voice]:
    """Commitment → its voice, where there is one, in two queries."""
    commitment_ids = list(commitments)
    answers_by_commitment, counts_by_commitment = (_load_answers(commitment_ids), _count_ratings(commitment_ids))
    voice_by_commitment = {}
    for commitment_id in answers_by_commitment.keys() | counts_by_commitment.keys():
        count_by_grade = counts_by_commitment.get(commitment_id, {})
        has_enough_ratings = sum(count_by_grade.values()) >= settings.RATINGS_LEAST
        visible_ratings = (
            tuple((grade, count_by_grade.get(grade, 0)) for grade, _word in GRADES) if has_enough_ratings else ()
        )
        if visible_ratings or commitment_id in answers_by_commitment:
            voice_by_commitment[commitment_id] = Voice(
                tuple(answers_by_commitment.get(commitment_id, ())), visible_ratings
            )
    return voice_by_commitment


def _load_answers(commitment_ids: list[int]) -> dict[int, list[Answer]]:
    published_clues = Clue.objects.filter(commitment__in=commitment_ids, published_at__isnull=False)
    answers_by_commitment: dict[int, list[Answer]] = defaultdict(list)
    column_names = ("commitment", "summary", "answer", "body__name", "published_at")
    for commitment_id, summary, answer, body_name, published_at in published_clues.order_by(
        "-published_at"
    ).values_list(*column_names):
        published_on = to_local_date(published_at)
        answers_by_commitment[commitment_id].append(Answer(summary, answer, body_name or "", published_on))
    return answers_by_commitment


def _count_ratings(commitment_ids: list[int]) -> dict[int, dict[int, int]]:
    grade_rows = Rating.objects.filter(commitment__in=commitment_ids).values("commitment", "grade")
    counts_by_commitment: dict[int, dict[int, int]] = defaultdict(dict)
    for row in grade_rows.annotate(n=Count("pk")).order_by():
        counts_by_commitment[row["commitment"]][row["grade"]] = row["n"]
    return counts_by_commitment


def load_voice_tokens() -> dict[int, VoiceToken]:
    """Commitment → a token that changes whenever its voice does, in two queries."""
    clues = Clue.objects.filter(published_at__isnull=False).values("commitment")
    answer_rows = clues.annotate(n=Count("pk"), last=Max("published_at")).order_by()
    token_by_commitment: dict[int, VoiceToken] = {row["commitment"]: (row["n"], row["last"]) for row in answer_rows}
    rating_rows = Rating.objects.values("commitment").annotate(n=Count("pk"), last=Max("at")).order_by()
    for row in rating_rows:
        if row["n"] >= settings.RATINGS_LEAST:
            commitment_id = row["commitment"]
            token_by_commitment[commitment_id] = (*token_by_commitment.get(commitment_id, ()), row["n"], row["last"])
    return token_by_commitment
