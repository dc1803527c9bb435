"""Queries of the appraisals' pages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from duban.appraisal import AppraisalRules, Score, appraise
from duban.appraisal.workbook import PART_LABELS
from duban_site.appraisal.actions.freeze_and_publish import decode_score
from duban_site.appraisal.facts import collect_facts
from duban_site.appraisal.models import Appraisal, Result
from duban_site.core.access.policy import policy
from duban_site.people.models import Person


@dataclass(frozen=True, slots=True)
class TableRow:
    """A body's row of the table."""

    place: int | None
    score: Score
    parts: list[Decimal]
    result: Result | None


def list_appraisals(person: Person) -> QuerySet[Appraisal]:
    """Return the appraisals that the person may see, newest first."""
    rows = policy.filter_visible(person, "appraisal.see", Appraisal.objects.all())
    return rows.select_related("plan", "scheme").order_by("-made_at", "-pk")


def list_results_of_body(person: Person) -> QuerySet[Result]:
    """Return the frozen results of the person's body, published or not."""
    if person.body_id is None:
        return Result.objects.none()
    rows = Result.objects.filter(body=person.body_id)
    return rows.select_related("appraisal__plan", "appraisal__scheme").order_by("-appraisal")


def load_scores(appraisal: Appraisal) -> list[Score]:
    """Return the frozen scores; a draft's are computed now."""
    if appraisal.frozen_at is not None:
        return [decode_score(result) for result in appraisal.results.select_related("body")]
    return appraise(AppraisalRules.load(appraisal.scheme.text), collect_facts(appraisal))


def build_table(appraisal: Appraisal) -> list[TableRow]:
    """Every body's row."""
    result_by_body = {result.body.name: result for result in appraisal.results.select_related("body")}
    rows, place = [], 0
    for score in load_scores(appraisal):
        is_ranked = score.ranked and not score.veto
        place += is_ranked
        parts = [score.parts.get(part, Decimal(0)) for part in PART_LABELS]
        rows.append(TableRow(place if is_ranked else None, score, parts, result_by_body.get(score.body)))
    return rows
