"""Publishing a snapshot: everybody may see its public view from then on."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.snapshots.actions.withdraw_snapshot import withdraw_snapshot
from duban_site.snapshots.models import PUBLICATION, Snapshot
from duban_site.snapshots.public_view import Shown


@transaction.atomic
def publish_snapshot(actor: Actor, snapshot: Snapshot, shown: Shown | None = None) -> Snapshot:
    """Publish a snapshot, also again after a withdrawal; without a scope, only the minimum.

    Raises Refused where it is published, or a later closing of the month is.
    """
    policy.require(actor, "snapshots.publish", snapshot)
    held = Snapshot.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)
    if held.is_public:
        raise Refused(_("这一期已经发布。要改公开范围，请先撤回。"))
    newer = held.plan.snapshots.filter(Snapshot.PUBLIC, month=held.month, serial__gt=held.serial)
    if newer.exists():
        raise Refused(_("本月已发布更新的封存。请先撤回它。"))
    _supersede(actor, held)
    choice = shown or Shown()
    again = held.withdrawn_at is not None
    held.published_at, held.published_by = utc_now(), person_or_none(actor)
    held.show_leaders, held.show_problems = choice.leaders, choice.problems
    held.show_replies = choice.replies
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = None, None, ""
    held.save(update_fields=PUBLICATION)
    told = {"leaders": choice.leaders, "problems": choice.problems, "replies": choice.replies}
    log(actor, "snapshots.publish", held, sha256=held.sha256, again=again, **told)
    return held


def _supersede(actor: Actor, held: Snapshot) -> None:
    """Withdraw earlier closings of the month: only one closing of a month is public."""
    earlier = held.plan.snapshots.filter(Snapshot.PUBLIC, month=held.month)
    for one in earlier.exclude(pk=held.pk):
        reason = _("由第 %(n)s 次封存取代。") % {"n": held.serial}
        withdraw_snapshot(actor, one, reason)
