"""Answering a clue, by the office or by the body that it was forwarded to."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.public.models import Clue, Stage

ANSWERABLE = (Stage.ACCEPTED, Stage.FORWARDED, Stage.ANSWERED)
LONGEST = 2000


@transaction.atomic
def answer_clue(actor: Actor, clue: Clue, text: str) -> Clue:
    """Save or correct the answer; it is not public until the office publishes it.

    Raises Refused where the clue's stage or the answer's length does not allow it.
    """
    policy.require(actor, "public.answer", clue)
    held = Clue.objects.select_for_update(of=("self",)).get(pk=clue.pk)
    if held.stage not in ANSWERABLE:
        raise Refused(_("请先采纳这条线索，或转给承办单位，再答复。"))
    if held.published_at is not None:
        raise Refused(_("答复已经公开。要改，请先撤回公开。"))
    if not text.strip() or len(text.strip()) > LONGEST:
        raise Refused(_("请写答复，最多 %(n)s 字。") % {"n": LONGEST})
    held.answer, held.stage = text.strip(), Stage.ANSWERED
    held.answered_by, held.answered_at = person_or_none(actor), utc_now()
    held.save(update_fields=["answer", "stage", "answered_by", "answered_at"])
    log(actor, "public.answer", held)
    return held
