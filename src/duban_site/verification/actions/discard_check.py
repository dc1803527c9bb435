"""Discard a draft: only what nobody has confirmed may go."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan
from duban_site.verification.models import Check


@transaction.atomic
def discard_check(actor: Actor, check: Check) -> Plan:
    """Delete the draft with its rows; the log records that it existed. Returns its plan."""
    policy.require(actor, "verification.make", check.plan)
    locked_check = Check.objects.select_for_update(of=("self",)).select_related("plan").get(pk=check.pk)
    if locked_check.is_confirmed:
        raise Refused(_("核对已经确认，不能删除。"))
    plan, details = locked_check.plan, {"check": locked_check.pk, "file": locked_check.source_name}
    locked_check.delete()
    log_event(actor, "verification.discard", plan, **details)
    return plan
