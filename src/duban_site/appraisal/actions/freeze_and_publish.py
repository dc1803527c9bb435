"""Freeze the scores, publish them, object to one, answer an objection."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.appraisal import AppraisalRules, Score, ScoreLine, appraise, simulate_improvements
from duban_site.appraisal.facts import collect_facts
from duban_site.appraisal.models import Appraisal, Objection, Result
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.people.models import Body, Person

MAX_TEXT_LENGTH = 2000


@transaction.atomic
def freeze_appraisal(actor: Actor, appraisal: Appraisal) -> Appraisal:
    """Store every body's current score; it never changes afterwards."""
    policy.require(actor, "appraisal.make")
    locked_appraisal = _lock_appraisal(appraisal)
    if locked_appraisal.frozen_at is not None:
        raise Refused(_("考核已经冻结了。"))
    rules, facts = (AppraisalRules.load(locked_appraisal.scheme.text), collect_facts(locked_appraisal))
    bodies = {body.name: body for body in Body.objects.all()}
    place = 0
    for score in appraise(rules, facts):
        is_ranked = score.ranked and not score.veto
        place += is_ranked
        alternatives = [
            [alternative.label, str(alternative.total), str(alternative.gain), list(alternative.rows)]
            for alternative in simulate_improvements(rules, facts, score.body)
        ]
        Result.objects.create(
            appraisal=locked_appraisal,
            body=bodies[score.body],
            place=place if is_ranked else None,
            total=score.total,
            grade=score.grade,
            veto="、".join(score.veto)[:200],
            parts={part: str(points) for part, points in score.parts.items()},
            lines=[encode_line(line) for line in score.lines],
            otherwise=alternatives,
        )
    locked_appraisal.months = list(facts.months)
    locked_appraisal.frozen_at, locked_appraisal.frozen_by = utc_now(), as_person(actor)
    locked_appraisal.save(update_fields=["months", "frozen_at", "frozen_by"])
    log_event(actor, "appraisal.freeze", locked_appraisal, bodies=locked_appraisal.results.count())
    return locked_appraisal


@transaction.atomic
def publish_appraisal(actor: Actor, appraisal: Appraisal) -> Appraisal:
    """Show it to everybody who is signed in; every objection must have its answer first."""
    policy.require(actor, "appraisal.make")
    locked_appraisal = _lock_appraisal(appraisal)
    if locked_appraisal.frozen_at is None:
        raise Refused(_("先冻结，再公布。"))
    if locked_appraisal.published_at is not None:
        raise Refused(_("已经公布了。"))
    if Objection.objects.filter(result__appraisal=locked_appraisal, answered_at__isnull=True).exists():
        raise Refused(_("还有异议没有答复。"))
    locked_appraisal.published_at, locked_appraisal.published_by = utc_now(), as_person(actor)
    locked_appraisal.save(update_fields=["published_at", "published_by"])
    log_event(actor, "appraisal.publish", locked_appraisal)
    return locked_appraisal


@transaction.atomic
def raise_objection(actor: Person, result: Result, text: str) -> Objection:
    """Record an objection by a body's head to its score, before publication."""
    policy.require(actor, "appraisal.object", result)
    objection_text = text.strip()
    if not objection_text:
        raise Refused(_("请写明对哪一项有异议，为什么。"))
    if len(objection_text) > MAX_TEXT_LENGTH:
        raise Refused(_("异议最多 %(n)s 字。") % {"n": MAX_TEXT_LENGTH})
    if result.appraisal.published_at is not None:
        raise Refused(_("已经公布，不再受理异议。"))
    objection = Objection.objects.create(result=result, text=objection_text, at=utc_now(), by=actor)
    log_event(actor, "appraisal.object", result, objection=objection.pk)
    return objection


@transaction.atomic
def answer_objection(actor: Actor, objection: Objection, text: str) -> Objection:
    """Record the office's answer. The frozen score is unchanged: a wrong one is frozen anew."""
    policy.require(actor, "appraisal.make")
    answer_text = text.strip()[:MAX_TEXT_LENGTH]
    if not answer_text:
        raise Refused(_("请写答复。"))
    locked_objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if locked_objection.answered_at is not None:
        raise Refused(_("已经答复过了。"))
    locked_objection.answer, locked_objection.answered_at = answer_text, utc_now()
    locked_objection.answered_by = as_person(actor)
    locked_objection.save(update_fields=["answer", "answered_at", "answered_by"])
    log_event(actor, "appraisal.answer", locked_objection.result, objection=locked_objection.pk)
    return locked_objection


def encode_line(line: ScoreLine) -> dict[str, Any]:
    """Return a line as JSON."""
    return {
        "part": line.part,
        "label": line.label,
        "points": str(line.points),
        "sum": line.sum,
        "rows": list(line.rows),
    }


def decode_score(result: Result) -> Score:
    """Turn a frozen result back into the library's score."""
    from decimal import Decimal

    lines = tuple(
        ScoreLine(line["part"], line["label"], Decimal(line["points"]), line["sum"], tuple(line["rows"]))
        for line in result.lines
    )
    parts = {part: Decimal(points) for part, points in result.parts.items()}
    veto = tuple(filter(None, result.veto.split("、")))
    is_ranked = result.place is not None or bool(veto)
    return Score(result.body.name, result.total, parts, lines, result.grade, is_ranked, veto)


def _lock_appraisal(appraisal: Appraisal) -> Appraisal:
    rows = Appraisal.objects.select_for_update(of=("self",)).select_related("scheme", "plan")
    return rows.get(pk=appraisal.pk)
