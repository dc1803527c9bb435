"""Freeze the scores, publish them, object to one, answer an objection."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.appraisal import Line, Rules, Score, appraise, what_if
from duban_site.appraisal.gathering import facts_of
from duban_site.appraisal.models import Appraisal, Objection, Result
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.people.models import Body, Person

LONGEST = 2000


@transaction.atomic
def freeze_appraisal(actor: Actor, appraisal: Appraisal) -> Appraisal:
    """Store every body's current score; it never changes afterwards."""
    policy.require(actor, "appraisal.make")
    held = _held(appraisal)
    if held.frozen_at is not None:
        raise Refused(_("考核已经冻结了。"))
    rules, facts = Rules.load(held.scheme.text), facts_of(held)
    bodies = {body.name: body for body in Body.objects.all()}
    place = 0
    for score in appraise(rules, facts):
        ranked = score.ranked and not score.veto
        place += ranked
        otherwise = [
            [w.label, str(w.total), str(w.gain), list(w.rows)]
            for w in what_if(rules, facts, score.body)
        ]
        Result.objects.create(
            appraisal=held,
            body=bodies[score.body],
            place=place if ranked else None,
            total=score.total,
            grade=score.grade,
            veto="、".join(score.veto)[:200],
            parts={part: str(points) for part, points in score.parts.items()},
            lines=[line_as_json(line) for line in score.lines],
            otherwise=otherwise,
        )
    held.months = list(facts.months)
    held.frozen_at, held.frozen_by = utc_now(), person_or_none(actor)
    held.save(update_fields=["months", "frozen_at", "frozen_by"])
    log(actor, "appraisal.freeze", held, bodies=held.results.count())
    return held


@transaction.atomic
def publish_appraisal(actor: Actor, appraisal: Appraisal) -> Appraisal:
    """Show it to everybody who is signed in; every objection must have its answer first."""
    policy.require(actor, "appraisal.make")
    held = _held(appraisal)
    if held.frozen_at is None:
        raise Refused(_("先冻结，再公布。"))
    if held.published_at is not None:
        raise Refused(_("已经公布了。"))
    if Objection.objects.filter(result__appraisal=held, answered_at__isnull=True).exists():
        raise Refused(_("还有异议没有答复。"))
    held.published_at, held.published_by = utc_now(), person_or_none(actor)
    held.save(update_fields=["published_at", "published_by"])
    log(actor, "appraisal.publish", held)
    return held


@transaction.atomic
def object_to(actor: Person, result: Result, text: str) -> Objection:
    """Record an objection by a body's head to its score, before publication."""
    policy.require(actor, "appraisal.object", result)
    said = text.strip()
    if not said:
        raise Refused(_("请写明对哪一项有异议，为什么。"))
    if len(said) > LONGEST:
        raise Refused(_("异议最多 %(n)s 字。") % {"n": LONGEST})
    if result.appraisal.published_at is not None:
        raise Refused(_("已经公布，不再受理异议。"))
    objection = Objection.objects.create(result=result, text=said, at=utc_now(), by=actor)
    log(actor, "appraisal.object", result, objection=objection.pk)
    return objection


@transaction.atomic
def answer_objection(actor: Actor, objection: Objection, text: str) -> Objection:
    """Record the office's answer. The frozen score is unchanged: a wrong one is frozen anew."""
    policy.require(actor, "appraisal.make")
    said = text.strip()[:LONGEST]
    if not said:
        raise Refused(_("请写答复。"))
    held = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if held.answered_at is not None:
        raise Refused(_("已经答复过了。"))
    held.answer, held.answered_at = said, utc_now()
    held.answered_by = person_or_none(actor)
    held.save(update_fields=["answer", "answered_at", "answered_by"])
    log(actor, "appraisal.answer", held.result, objection=held.pk)
    return held


def line_as_json(line: Line) -> dict[str, Any]:
    """Return a line as JSON."""
    return {
        "part": line.part,
        "label": line.label,
        "points": str(line.points),
        "sum": line.sum,
        "rows": list(line.rows),
    }


def as_score(result: Result) -> Score:
    """Turn a frozen result back into the library's score."""
    from decimal import Decimal

    lines = tuple(
        Line(x["part"], x["label"], Decimal(x["points"]), x["sum"], tuple(x["rows"]))
        for x in result.lines
    )
    parts = {part: Decimal(points) for part, points in result.parts.items()}
    veto = tuple(filter(None, result.veto.split("、")))
    ranked = result.place is not None or bool(veto)
    return Score(result.body.name, result.total, parts, lines, result.grade, ranked, veto)


def _held(appraisal: Appraisal) -> Appraisal:
    rows = Appraisal.objects.select_for_update(of=("self",)).select_related("scheme", "plan")
    return rows.get(pk=appraisal.pk)
