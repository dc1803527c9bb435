"""A citizen sends a clue (线索) about a published commitment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import SystemActor
from duban_site.core.audit.log import log_event
from duban_site.core.clock import today, utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Commitment
from duban_site.public.models import Clue, Contact
from duban_site.public.voices.limits import CLUE_KIND, check_and_count

CITIZEN = SystemActor("公众")
MIN_CLUE_LENGTH, MAX_CLUE_LENGTH, MAX_CONTACT_LENGTH = 10, 2000, 100


@dataclass(frozen=True, slots=True)
class Sender:
    """The network address and browser of whoever sends something; neither is stored."""

    address: str
    browser: str


@transaction.atomic
def send_clue(sender: Sender, commitment: Commitment, text: str, contact: str = "") -> Clue:
    """Store a clue for the office. The log contains neither its text nor its contact.

    Raises Refused for a text or contact of the wrong length, and beyond the day's limit.
    """
    policy.require(CITIZEN, "public.send", commitment)
    clue_text, contact_text = text.strip(), contact.strip()
    if not MIN_CLUE_LENGTH <= len(clue_text) <= MAX_CLUE_LENGTH:
        message = _("请写 %(least)s 至 %(most)s 个字。")
        raise Refused(message % {"least": MIN_CLUE_LENGTH, "most": MAX_CLUE_LENGTH})
    if len(contact_text) > MAX_CONTACT_LENGTH:
        raise Refused(_("联系方式最多 %(n)s 个字。") % {"n": MAX_CONTACT_LENGTH})
    check_and_count(CLUE_KIND, sender.address, sender.browser)
    clue = Clue.objects.create(commitment=commitment, text=clue_text, at=utc_now())
    if contact_text:
        delete_after = today() + dt.timedelta(days=settings.CONTACT_DAYS)
        Contact.objects.create(clue=clue, reach=contact_text, until=delete_after)
    log_event(CITIZEN, "public.send", clue, kind=CLUE_KIND)
    return clue
