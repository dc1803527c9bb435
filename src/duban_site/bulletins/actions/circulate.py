"""征求意见: the draft goes to the units; they say what they think, the office answers."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.bulletins.actions.write_bulletin import held_open
from duban_site.bulletins.models import Bulletin, BulletinStatus, Comment
from duban_site.core import clock
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused

LONGEST = 2000


@transaction.atomic
def circulate(actor: Actor, bulletin: Bulletin, answer_by: dt.date) -> Bulletin:
    """Open the draft to the units until `answer_by`; a later day extends the time."""
    policy.require(actor, "bulletins.circulate", bulletin)
    held = held_open(bulletin)
    if answer_by < clock.today():
        raise Refused(_("反馈截止日期已过。请填今天或以后的日期。"))
    held.status, held.answer_by = BulletinStatus.CIRCULATED, answer_by
    held.circulated_at = held.circulated_at or utc_now()
    held.save(update_fields=["status", "answer_by", "circulated_at"])
    log(actor, "bulletins.circulate", held, answer_by=answer_by)
    return held


@transaction.atomic
def comment(actor: Actor, bulletin: Bulletin, text: str) -> Comment:
    """A unit's opinion on the draft."""
    policy.require(actor, "bulletins.comment", bulletin)
    held = held_open(bulletin)
    person = person_or_none(actor)
    if person is None or person.body is None:
        raise PermissionDenied(_("只有单位可以提意见。"))
    if held.status != BulletinStatus.CIRCULATED:
        raise Refused(_("这份通报没有在征求意见。"))
    if not text.strip():
        raise Refused(_("请写明意见；没有意见就写“无意见”。"))
    if len(text) > LONGEST:
        raise Refused(_("意见最多 %(n)s 字。") % {"n": LONGEST})
    said = Comment.objects.create(
        bulletin=held, body=person.body, text=text.strip(), by=person, at=utc_now()
    )
    log(actor, "bulletins.comment", held, body=person.body.name, text=said.text)
    return said


@transaction.atomic
def answer(actor: Actor, said: Comment, text: str) -> Comment:
    """Record how the office dealt with a comment (采纳情况)."""
    policy.require(actor, "bulletins.write", said.bulletin)
    held_open(said.bulletin)
    if not text.strip():
        raise Refused(_("请写明采纳情况。"))
    said.answer = text.strip()[:LONGEST]
    said.save(update_fields=["answer"])
    log(actor, "bulletins.answer", said.bulletin, body=said.body.name, text=said.answer)
    return said
