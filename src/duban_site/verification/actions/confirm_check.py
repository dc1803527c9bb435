"""Confirm a check, after which it never changes."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.plans.actions.activate_plan import close
from duban_site.plans.models import Status
from duban_site.verification.models import Check


@transaction.atomic
def confirm_check(actor: Actor, check: Check, *, close_plan: bool = False) -> Check:
    """Confirm the check; with `close_plan` an active plan is closed too."""
    policy.require(actor, "verification.make", check.plan)
    locked_check = Check.objects.select_for_update(of=("self",)).select_related("plan").get(pk=check.pk)
    if locked_check.is_confirmed:
        raise Refused(_("核对已经确认过了。"))
    locked_check.confirmed_at, locked_check.confirmed_by = utc_now(), as_person(actor)
    locked_check.save(update_fields=["confirmed_at", "confirmed_by"])
    if close_plan and locked_check.plan.status == Status.ACTIVE:
        close(actor, locked_check.plan)
    log_event(actor, "verification.confirm", locked_check, rows=locked_check.rows.count(), close_plan=close_plan)
    return locked_check
