"""A citizen sends a clue (线索) about a published commitment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import System
from duban_site.core.audit.log import log
from duban_site.core.clock import today, utc_now
from duban_site.core.errors import Refused
from duban_site.plans.models import Commitment
from duban_site.public.models import Clue, Contact
from duban_site.public.voices.limits import CLUE, check_and_count

CITIZEN = System("公众")
SHORTEST, LONGEST, LONGEST_CONTACT = 10, 2000, 100


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
    said, reach = text.strip(), contact.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        message = _("请写 %(least)s 至 %(most)s 个字。")
        raise Refused(message % {"least": SHORTEST, "most": LONGEST})
    if len(reach) > LONGEST_CONTACT:
        raise Refused(_("联系方式最多 %(n)s 个字。") % {"n": LONGEST_CONTACT})
    check_and_count(CLUE, sender.address, sender.browser)
    clue = Clue.objects.create(commitment=commitment, text=said, at=utc_now())
    if reach:
        until = today() + dt.timedelta(days=settings.CONTACT_DAYS)
        Contact.objects.create(clue=clue, reach=reach, until=until)
    log(CITIZEN, "public.send", clue, kind=CLUE)
    return clue
