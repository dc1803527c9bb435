"""征求意见: the draft goes to the units; they say what they think, the office answers."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from duban_site.bulletins.actions.write_bulletin import lock_open_bulletin
from duban_site.bulletins.models import Bulletin, BulletinStatus, Comment
from duban_site.core import clock
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.orders.models import NoticeKind
from duban_site.orders.step_notices import write_notices
from duban_site.people.models import BODY_ROLES, Person

MAX_COMMENT_LENGTH = 2000


@transaction.atomic
def circulate(actor: Actor, bulletin: Bulletin, answer_by: dt.date) -> Bulletin:
    """Open the draft to the units until `answer_by`; a later day extends the time."""
    policy.require(actor, "bulletins.circulate", bulletin)
    locked_bulletin = lock_open_bulletin(bulletin)
    if answer_by < clock.today():
        raise Refused(_("反馈截止日期已过。请填今天或以后的日期。"))
    locked_bulletin.status, locked_bulletin.answer_by = BulletinStatus.CIRCULATED, answer_by
    locked_bulletin.circulated_at = locked_bulletin.circulated_at or clock.now()
    locked_bulletin.save(update_fields=["status", "answer_by", "circulated_at"])
    log_event(actor, "bulletins.circulate", locked_bulletin, answer_by=answer_by)
    _notify_bodies(locked_bulletin, answer_by)
    return locked_bulletin


def _notify_bodies(bulletin: Bulletin, answer_by: dt.date) -> None:
    """Notify the heads and liaisons of all bodies, once for each day that the draft is open until."""
    people = Person.objects.filter(body__isnull=False, is_active=True, role__in=BODY_ROLES)
    notice_key = f"{NoticeKind.CONSULTATION.value}:{bulletin.pk}:{answer_by}"
    path = reverse("bulletin", args=[bulletin.pk])
    title = str(bulletin)
    write_notices(people, NoticeKind.CONSULTATION, notice_key, clock.today(), path, title=title, due=str(answer_by))


@transaction.atomic
def add_comment(actor: Actor, bulletin: Bulletin, text: str) -> Comment:
    """A unit's opinion on the draft."""
    policy.require(actor, "bulletins.comment", bulletin)
    locked_bulletin = lock_open_bulletin(bulletin)
    person = as_person(actor)
    if person is None or person.body is None:
        raise PermissionDenied(_("只有单位可以提意见。"))
    if locked_bulletin.status != BulletinStatus.CIRCULATED:
        raise Refused(_("这份通报没有在征求意见。"))
    if not text.strip():
        raise Refused(_("请写明意见；没有意见就写“无意见”。"))
    if len(text) > MAX_COMMENT_LENGTH:
        raise Refused(_("意见最多 %(n)s 字。") % {"n": MAX_COMMENT_LENGTH})
    new_comment = Comment.objects.create(
        bulletin=locked_bulletin, body=person.body, text=text.strip(), by=person, at=clock.now()
    )
    log_event(actor, "bulletins.comment", locked_bulletin, body=person.body.name, text=new_comment.text)
    return new_comment


@transaction.atomic
def answer_comment(actor: Actor, comment: Comment, text: str) -> Comment:
    """Record how the office dealt with a comment (采纳情况)."""
    policy.require(actor, "bulletins.write", comment.bulletin)
    lock_open_bulletin(comment.bulletin)
    if not text.strip():
        raise Refused(_("请写明采纳情况。"))
    comment.answer = text.strip()[:MAX_COMMENT_LENGTH]
    comment.save(update_fields=["answer"])
    log_event(actor, "bulletins.answer", comment.bulletin, body=comment.body.name, text=comment.answer)
    return comment
