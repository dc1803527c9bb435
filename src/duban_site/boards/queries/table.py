"""The commitments of a plan as a table: with their status, filtered and searched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, FilteredRelation, Prefetch, Q, QuerySet, Value, When

from duban_site.core.status_words import STATUSES
from duban_site.core.web import key_or_none
from duban_site.plans.models import Commitment, Duty, Plan, Responsibility, State
from duban_site.plans.models.commitment import TYPES

KNOWN_STATUSES = frozenset(key for key, _word in STATUSES)
KNOWN_TYPES = frozenset(key for key, _word in TYPES)
NOW = ("status", "light", "value", "expected", "gap")


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
    def of(cls, asked: Mapping[str, Any]) -> Filters:
        """Read the filters from a query string."""
        status, kind = str(asked.get("status", "")), str(asked.get("type", ""))
        return cls(
            words=str(asked.get("q", "")).strip()[:100],
            part=_key(asked.get("part")),
            body=_key(asked.get("body")),
            leader=_key(asked.get("leader")),
            status=status if status in KNOWN_STATUSES else "",
            type=kind if kind in KNOWN_TYPES else "",
        )

    @property
    def any(self) -> bool:
        """Whether anything narrows the table."""
        return self != Filters()


def _key(asked: object) -> int | None:
    return key_or_none(str(asked or ""))


def with_status(commitments: QuerySet[Commitment], as_of: dt.date) -> QuerySet[Any]:
    """Each with `now_status`, `now_light`, `now_value`, `now_expected`, `now_gap` on that day."""
    joined = FilteredRelation(
        "assessments", condition=Q(assessments__as_of=as_of, assessments__slot=0)
    )
    values: dict[str, Any] = {f"now_{name}": F(f"now__{name}") for name in NOW}
    values |= {
        "now_indicator": F("now__claim__indicator"),
        # Without a claim the value is the share of the milestones done.
        "now_unit": Case(When(now__claim=None, then=Value("%")), default=F("now__claim__unit")),
        "now_target": F("now__claim__value"),
    }
    return commitments.annotate(now=joined).annotate(**values)


def filtered(plan: Plan, as_of: dt.date, filters: Filters) -> QuerySet[Any]:
    """The accepted commitments that the filters let through, in the report's order."""
    found = with_status(plan.commitments.filter(state=State.ACCEPTED), as_of)
    if filters.part is not None:
        found = found.filter(topic__part__order=filters.part)
    if filters.body is not None:
        found = found.filter(responsibilities__body=filters.body, responsibilities__duty=Duty.LEAD)
    if filters.leader is not None:
        found = found.filter(leader=filters.leader)
    if filters.status:
        found = found.filter(now__status=filters.status)
    if filters.type:
        found = found.filter(type=filters.type)
    for word in filters.words.split():
        found = found.filter(_says(word))
    return listed(found).order_by("order", "number")


def _says(word: str) -> Q:
    """Match a substring of the sentence, number, topic heading or an indicator's name.

    A substring search is what Chinese needs without a dictionary of words, and is the same on
    SQLite and PostgreSQL.
    """
    claims = Commitment.objects.filter(claims__indicator__icontains=word).values("pk")
    return (
        Q(text__icontains=word)
        | Q(number__startswith=word)
        | Q(topic__heading__icontains=word)
        | Q(pk__in=claims)
    )


def listed(commitments: QuerySet[Any]) -> QuerySet[Any]:
    """With what a row of the table shows: two queries however many there are."""
    bodies = Responsibility.objects.select_related("body").order_by("duty", "order")
    return commitments.select_related("topic__part", "leader").prefetch_related(
        Prefetch("responsibilities", bodies)
    )
