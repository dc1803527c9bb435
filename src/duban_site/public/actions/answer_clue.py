"""Answering a clue, by the office or by the body that it was forwarded to."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.public.models import Clue, Stage

ANSWERABLE_STAGES = (Stage.ACCEPTED, Stage.FORWARDED, Stage.ANSWERED)
MAX_ANSWER_LENGTH = 2000


@transaction.atomic
def answer_clue(actor: Actor, clue: Clue, answer_text: str) -> Clue:
    """Save or correct the answer; it is not public until the office publishes it.

    Raises Refused where the clue's stage or the answer's length does not allow it.
    """
    policy.require(actor, "public.answer", clue)
    locked_clue = Clue.objects.select_for_update(of=("self",)).get(pk=clue.pk)
    if locked_clue.stage not in ANSWERABLE_STAGES:
        raise Refused(_("请先采纳这条线索，或转给承办单位，再答复。"))
    if locked_clue.published_at is not None:
        raise Refused(_("答复已经公开。要改，请先撤回公开。"))
    if not answer_text.strip() or len(answer_text.strip()) > MAX_ANSWER_LENGTH:
        raise Refused(_("请写答复，最多 %(n)s 字。") % {"n": MAX_ANSWER_LENGTH})
    locked_clue.answer, locked_clue.stage = answer_text.strip(), Stage.ANSWERED
    locked_clue.answered_by, locked_clue.answered_at = as_person(actor), utc_now()
    locked_clue.save(update_fields=["answer", "stage", "answered_by", "answered_at"])
    log_event(actor, "public.answer", locked_clue)
    return locked_clue
