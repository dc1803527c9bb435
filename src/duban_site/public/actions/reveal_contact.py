"""Revealing a citizen's contact to the office; each time is logged."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.clock import today
from duban_site.core.errors import Refused
from duban_site.public.models import Clue, Contact


@transaction.atomic
def reveal_contact(actor: Actor, clue: Clue) -> str:
    """Return the full contact. The log records who saw it, not the contact itself.

    Raises Refused where there is none, or it has expired.
    """
    policy.require(actor, "public.see_contact", clue)
    contact = Contact.objects.filter(clue=clue, until__gte=today()).first()
    if contact is None:
        raise Refused(_("没有留联系方式，或者已到期删除。"))
    log_event(actor, "public.see_contact", clue)
    contact_text: str = contact.reach
    return contact_text
