"""Publishing a snapshot: everybody may see its public view from then on."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, as_person
from duban_site.core.audit.log import log_event
from duban_site.core.clock import now
from duban_site.core.errors import Refused
from duban_site.snapshots.actions.withdraw_snapshot import withdraw_snapshot
from duban_site.snapshots.models import PUBLICATION_FIELDS, Snapshot
from duban_site.snapshots.public_view import PublicationScope


@transaction.atomic
def publish_snapshot(actor: Actor, snapshot: Snapshot, publication_scope: PublicationScope | None = None) -> Snapshot:
    """Publish a snapshot, also again after a withdrawal; without a scope, only the minimum.

    Raises Refused where it is published, or a later closing of the month is.
    """
    policy.require(actor, "snapshots.publish", snapshot)
    locked_snapshot = Snapshot.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)
    if locked_snapshot.is_public:
        raise Refused(_("这一期已经发布。要改公开范围，请先撤回。"))
    newer_snapshots = locked_snapshot.plan.snapshots.filter(
        Snapshot.PUBLIC, month=locked_snapshot.month, serial__gt=locked_snapshot.serial
    )
    if newer_snapshots.exists():
        raise Refused(_("本月已发布更新的封存。请先撤回它。"))
    _withdraw_earlier_closings(actor, locked_snapshot)
    selected_scope = publication_scope or PublicationScope()
    is_republication = locked_snapshot.withdrawn_at is not None
    locked_snapshot.published_at, locked_snapshot.published_by = now(), as_person(actor)
    locked_snapshot.show_leaders, locked_snapshot.show_problems = (selected_scope.leaders, selected_scope.problems)
    locked_snapshot.show_replies = selected_scope.replies
    locked_snapshot.withdrawn_at, locked_snapshot.withdrawn_by, locked_snapshot.withdrawn_reason = (None, None, "")
    locked_snapshot.save(update_fields=PUBLICATION_FIELDS)
    event_data = {
        "leaders": selected_scope.leaders,
        "problems": selected_scope.problems,
        "replies": selected_scope.replies,
    }
    log_event(
        actor, "snapshots.publish", locked_snapshot, sha256=locked_snapshot.sha256, again=is_republication, **event_data
    )
    return locked_snapshot


def _withdraw_earlier_closings(actor: Actor, locked_snapshot: Snapshot) -> None:
    """Withdraw earlier closings of the month: only one closing of a month is public."""
    published_closings = locked_snapshot.plan.snapshots.filter(Snapshot.PUBLIC, month=locked_snapshot.month)
    for earlier_snapshot in published_closings.exclude(pk=locked_snapshot.pk):
        reason = _("由第 %(n)s 次封存取代。") % {"n": locked_snapshot.serial}
        withdraw_snapshot(actor, earlier_snapshot, reason)
