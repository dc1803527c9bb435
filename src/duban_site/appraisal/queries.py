"""Queries of the appraisals' pages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from duban.appraisal import Rules, Score, appraise
from duban.appraisal.workbook import PARTS
from duban_site.appraisal.actions.settle import as_score
from duban_site.appraisal.gathering import facts_of
from duban_site.appraisal.models import Appraisal, Result
from duban_site.core.access.policy import policy
from duban_site.people.models import Person


@dataclass(frozen=True, slots=True)
class Shown:
    """A body's row of the table."""

    place: int | None
    score: Score
    parts: list[Decimal]
    result: Result | None


def appraisals(person: Person) -> QuerySet[Appraisal]:
    """Return the appraisals that the person may see, newest first."""
    rows = policy.visible(person, "appraisal.see", Appraisal.objects.all())
    return rows.select_related("plan", "scheme").order_by("-made_at", "-pk")


def own_results(person: Person) -> QuerySet[Result]:
    """Return the frozen results of the person's body, published or not."""
    if person.body_id is None:
        return Result.objects.none()
    rows = Result.objects.filter(body=person.body_id)
    return rows.select_related("appraisal__plan", "appraisal__scheme").order_by("-appraisal")


def scores(appraisal: Appraisal) -> list[Score]:
    """Return the frozen scores; a draft's are computed now."""
    if appraisal.frozen_at is not None:
        return [as_score(r) for r in appraisal.results.select_related("body")]
    return appraise(Rules.load(appraisal.scheme.text), facts_of(appraisal))


def table(appraisal: Appraisal) -> list[Shown]:
    """Every body's row."""
    kept = {r.body.name: r for r in appraisal.results.select_related("body")}
    found, place = [], 0
    for score in scores(appraisal):
        ranked = score.ranked and not score.veto
        place += ranked
        parts = [score.parts.get(part, Decimal(0)) for part in PARTS]
        found.append(Shown(place if ranked else None, score, parts, kept.get(score.body)))
    return found
