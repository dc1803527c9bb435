"""The commitments of a plan as a table: with their status, filtered and searched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, FilteredRelation, Prefetch, Q, QuerySet, Value, When

from duban_site.core.responses import parse_key
from duban_site.core.status_labels import STATUS_CHOICES
from duban_site.plans.models import Commitment, Duty, Plan, Responsibility, State
from duban_site.plans.models.commitment import TYPES

VALID_STATUSES = frozenset(key for key, _word in STATUS_CHOICES)
VALID_TYPES = frozenset(key for key, _word in TYPES)
ASSESSMENT_FIELDS = ("status", "light", "value", "expected", "gap")


@dataclass(frozen=True, slots=True)
class Filters:
    """The requested filters; unknown values and non-numbers are ignored, never guessed."""

    words: str = ""
    part: int | None = None
    body: int | None = None
    leader: int | None = None
    status: str = ""
    type: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> Filters:
        """Read the filters from a query string."""
        status, commitment_type = str(query.get("status", "")), str(query.get("type", ""))
        return cls(
            words=str(query.get("q", "")).strip()[:100],
            part=_parse_key(query.get("part")),
            body=_parse_key(query.get("body")),
            leader=_parse_key(query.get("leader")),
            status=status if status in VALID_STATUSES else "",
            type=commitment_type if commitment_type in VALID_TYPES else "",
        )

    @property
    def any(self) -> bool:
        """Whether anything narrows the table."""
        return self != Filters()


def _parse_key(value: object) -> int | None:
    return parse_key(str(value or ""))


def annotate_status(commitments: QuerySet[Commitment], as_of: dt.date) -> QuerySet[Any]:
    """Each with `now_status`, `now_light`, `now_value`, `now_expected`, `now_gap` on that day."""
    current_assessment = FilteredRelation("assessments", condition=Q(assessments__as_of=as_of, assessments__slot=0))
    columns: dict[str, Any] = {f"now_{name}": F(f"now__{name}") for name in ASSESSMENT_FIELDS}
    columns |= {
        "now_indicator": F("now__claim__indicator"),
        # Without a claim the value is the share of the milestones done.
        "now_unit": Case(When(now__claim=None, then=Value("%")), default=F("now__claim__unit")),
        "now_target": F("now__claim__value"),
    }
    return commitments.annotate(now=current_assessment).annotate(**columns)


def filter_commitments(plan: Plan, as_of: dt.date, filters: Filters) -> QuerySet[Any]:
    """The accepted commitments that the filters let through, in the report's order."""
    commitments = annotate_status(plan.commitments.filter(state=State.ACCEPTED), as_of)
    if filters.part is not None:
        commitments = commitments.filter(topic__part__order=filters.part)
    if filters.body is not None:
        commitments = commitments.filter(responsibilities__body=filters.body, responsibilities__duty=Duty.LEAD)
    if filters.leader is not None:
        commitments = commitments.filter(leader=filters.leader)
    if filters.status:
        commitments = commitments.filter(now__status=filters.status)
    if filters.type:
        commitments = commitments.filter(type=filters.type)
    for word in filters.words.split():
        commitments = commitments.filter(_match_word(word))
    return prefetch_row_details(commitments).order_by("order", "number")


def _match_word(word: str) -> Q:
    """Match a substring of the sentence, number, topic heading or an indicator's name.

    A substring search is what Chinese needs without a dictionary of words, and is the same on
    SQLite and PostgreSQL.
    """
    claims = Commitment.objects.filter(claims__indicator__icontains=word).values("pk")
    return Q(text__icontains=word) | Q(number__startswith=word) | Q(topic__heading__icontains=word) | Q(pk__in=claims)


def prefetch_row_details(commitments: QuerySet[Any]) -> QuerySet[Any]:
    """With what a row of the table shows: two queries however many there are."""
    bodies = Responsibility.objects.select_related("body").order_by("duty", "order")
    return commitments.select_related("topic__part", "leader").prefetch_related(Prefetch("responsibilities", bodies))
