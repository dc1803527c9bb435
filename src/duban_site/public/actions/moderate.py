"""The office decides on a clue: accept it, reject it, or forward it to a unit."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.people.models import Body
from duban_site.public.models import Clue, Stage

OPEN_STAGES = (Stage.RECEIVED, Stage.ACCEPTED, Stage.FORWARDED)
DECISION_COLUMNS = ("stage", "body", "reason", "decided_by", "decided_at")


@transaction.atomic
def accept_clue(actor: Actor, clue: Clue) -> Clue:
    """采纳: the office investigates the clue itself."""
    return _record_decision(actor, clue, Stage.ACCEPTED)


@transaction.atomic
def reject_clue(actor: Actor, clue: Clue, reason: str) -> Clue:
    """不予采纳, with a reason that is never public. Raises Refused without one."""
    if not reason.strip():
        raise Refused(_("请写明不予采纳的原因。"))
    return _record_decision(actor, clue, Stage.REJECTED, reason=reason.strip()[:300])


@transaction.atomic
def forward_clue(actor: Actor, clue: Clue, body: Body | None) -> Clue:
    """转单位: the body sees the clue's text and answers it; only the office sees the contact."""
    if body is None or not body.active:
        raise Refused(_("请选择承办单位。"))
    return _record_decision(actor, clue, Stage.FORWARDED, body=body)


def _record_decision(actor: Actor, clue: Clue, stage: Stage, *, reason: str = "", body: Body | None = None) -> Clue:
    policy.require(actor, "public.moderate", clue)
    locked_clue = Clue.objects.select_for_update(of=("self",)).get(pk=clue.pk)
    if locked_clue.stage not in OPEN_STAGES:
        raise Refused(_("这条线索已经%(stage)s，不能再改。") % {"stage": locked_clue.get_stage_display()})
    locked_clue.stage, locked_clue.reason, locked_clue.body = stage, reason, body
    locked_clue.decided_by, locked_clue.decided_at = as_person(actor), utc_now()
    locked_clue.save(update_fields=DECISION_COLUMNS)
    log_event(actor, "public.moderate", locked_clue, stage=stage.value, body=None if body is None else body.pk)
    return locked_clue
