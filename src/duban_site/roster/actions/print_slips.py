"""Show first passwords once, for printing; erase those that nobody printed in time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.people.models import Person
from duban_site.roster.models import SlipSheet

DAYS = 7
"""Days after which passwords that nobody printed are erased."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One person's first password."""

    person: Person
    password: str


@transaction.atomic
def print_slips(actor: Person, sheet: SlipSheet) -> Sequence[Slip]:
    """Return the slips and erase their stored passwords. Raises Refused the second time."""
    policy.require(actor, "people.print_slips", sheet)
    held = SlipSheet.objects.select_for_update().get(pk=sheet.pk)
    if not held.passwords:
        raise Refused(_("这些初始密码已经显示过或已过期。需要时，请逐个重置密码。"))
    passwords: dict[str, str] = json.loads(held.passwords)
    held.passwords, held.shown_at = "", utc_now()
    held.save(update_fields=["passwords", "shown_at"])
    people = Person.objects.filter(username__in=passwords, must_change_password=True)
    log(actor, "people.print_slips", held, names=sorted(passwords))
    found = people.select_related("body", "leader").order_by("body__order", "body__name", "role")
    return [Slip(person, passwords[person.username]) for person in found]


@transaction.atomic
def forget_slips(actor: Actor) -> int:
    """Erase passwords that were not printed in time; returns of how many imports."""
    old = SlipSheet.objects.filter(made_at__lt=utc_now() - dt.timedelta(days=DAYS))
    found = list(old.exclude(passwords="").select_for_update())
    for sheet in found:
        sheet.passwords = ""
        sheet.save(update_fields=["passwords"])
        log(actor, "people.forget_slips", sheet)
    return len(found)
