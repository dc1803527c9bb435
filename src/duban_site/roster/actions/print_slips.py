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
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.people.models import Person
from duban_site.roster.models import SlipSheet

RETENTION_DAYS = 7
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
    locked_sheet = SlipSheet.objects.select_for_update().get(pk=sheet.pk)
    if not locked_sheet.passwords:
        raise Refused(_("这些初始密码已经显示过或已过期。需要时，请逐个重置密码。"))
    passwords: dict[str, str] = json.loads(locked_sheet.passwords)
    locked_sheet.passwords, locked_sheet.shown_at = "", utc_now()
    locked_sheet.save(update_fields=["passwords", "shown_at"])
    people = Person.objects.filter(username__in=passwords, must_change_password=True)
    log_event(actor, "people.print_slips", locked_sheet, names=sorted(passwords))
    ordered = people.select_related("body", "leader").order_by("body__order", "body__name", "role")
    return [Slip(person, passwords[person.username]) for person in ordered]


@transaction.atomic
def forget_slips(actor: Actor) -> int:
    """Erase passwords that were not printed in time; returns of how many imports."""
    expired = SlipSheet.objects.filter(made_at__lt=utc_now() - dt.timedelta(days=RETENTION_DAYS))
    sheets = list(expired.exclude(passwords="").select_for_update())
    for sheet in sheets:
        sheet.passwords = ""
        sheet.save(update_fields=["passwords"])
        log_event(actor, "people.forget_slips", sheet)
    return len(sheets)
