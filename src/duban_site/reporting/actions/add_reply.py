"""The body's right of reply to an assessment."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.reporting.models import Assessment, Reply


@transaction.atomic
def reply(actor: Actor, assessment: Assessment, text: str) -> Reply:
    """Add the body's statement to the assessment; it is never deleted."""
    policy.require(actor, "reporting.reply", assessment)
    person = as_person(actor)
    if person is None or person.body is None:
        raise PermissionDenied(_("只有被评价的单位可以申辩。"))
    if not text.strip():
        raise Refused(_("请写明理由。"))
    new_reply = Reply.objects.create(
        assessment=assessment, body=person.body, text=text.strip(), by=person, at=utc_now()
    )
    log_event(actor, "reporting.reply", assessment, text=new_reply.text)
    return new_reply
