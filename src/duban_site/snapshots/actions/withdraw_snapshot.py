"""Withdrawing a published snapshot: the public then sees the one published before."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import now
from duban_site.core.errors import Refused
from duban_site.snapshots.models import Snapshot

MAX_REASON_LENGTH = 300


@transaction.atomic
def withdraw_snapshot(actor: Actor, snapshot: Snapshot, reason: str) -> Snapshot:
    """Withdraw a snapshot with a reason, which the log and the month's page show.

    Raises Refused where it is not published, or the reason is missing or too long.
    """
    policy.require(actor, "snapshots.withdraw", snapshot)
    locked_snapshot = Snapshot.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)
    if not locked_snapshot.is_public:
        raise Refused(_("这一期没有发布，不用撤回。"))
    if not reason.strip():
        raise Refused(_("请写明撤回原因。"))
    if len(reason.strip()) > MAX_REASON_LENGTH:
        raise Refused(_("撤回原因最多 %(n)s 字。") % {"n": MAX_REASON_LENGTH})
    locked_snapshot.withdrawn_at, locked_snapshot.withdrawn_by = now(), as_person(actor)
    locked_snapshot.withdrawn_reason = reason.strip()
    locked_snapshot.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    log_event(actor, "snapshots.withdraw", locked_snapshot, reason=locked_snapshot.withdrawn_reason)
    return locked_snapshot
