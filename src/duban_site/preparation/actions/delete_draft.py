"""Delete a draft that was imported by mistake."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan, Status


@transaction.atomic
def delete_draft(actor: Actor, plan: Plan) -> None:
    """Delete a draft with everything extracted from its report; the log records it."""
    policy.require(actor, "plans.activate", plan)
    locked_plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked_plan.status != Status.DRAFT:
        raise Refused(_("只能删除起草中的计划。"))
    details = {
        "city": locked_plan.city,
        "year": locked_plan.year,
        "title": locked_plan.title,
        "file": locked_plan.source_name,
        "sha256": locked_plan.source_sha256,
        "commitments": locked_plan.commitments.count(),
    }
    label = str(locked_plan)
    for commitment in locked_plan.commitments.filter(split_from__isnull=False):
        commitment.delete()
    locked_plan.commitments.update(merged_into=None)
    locked_plan.delete()
    log_event(actor, "plans.delete_draft", None, plan=label, **details)
