"""Delete a draft that was imported by mistake."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan, Status


@transaction.atomic
def delete_draft(actor: Actor, plan: Plan) -> None:
    """Delete a draft with everything extracted from its report; the log records it."""
    policy.require(actor, "plans.activate", plan)
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.status != Status.DRAFT:
        raise Refused(_("只能删除起草中的计划。"))
    told = {
        "city": locked.city,
        "year": locked.year,
        "title": locked.title,
        "file": locked.source_name,
        "sha256": locked.source_sha256,
        "commitments": locked.commitments.count(),
    }
    label = str(locked)
    for commitment in locked.commitments.filter(split_from__isnull=False):
        commitment.delete()
    locked.commitments.update(merged_into=None)
    locked.delete()
    log(actor, "plans.delete_draft", None, plan=label, **told)
