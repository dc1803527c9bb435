"""Confirm a check, after which it never changes."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.actions.activate import close
from duban_site.plans.models import Status
from duban_site.verification.models import Check


@transaction.atomic
def confirm_check(actor: Actor, check: Check, *, close_plan: bool = False) -> Check:
    """Confirm the check; with `close_plan` an active plan is closed too."""
    policy.require(actor, "verification.make", check.plan)
    held = Check.objects.select_for_update(of=("self",)).select_related("plan").get(pk=check.pk)
    if held.is_confirmed:
        raise Refused(_("核对已经确认过了。"))
    held.confirmed_at, held.confirmed_by = utc_now(), person_or_none(actor)
    held.save(update_fields=["confirmed_at", "confirmed_by"])
    if close_plan and held.plan.status == Status.ACTIVE:
        close(actor, held.plan)
    log(actor, "verification.confirm", held, rows=held.rows.count(), close_plan=close_plan)
    return held
