"""Mark a person's notices as read."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.orders.models import Notice
from duban_site.people.models import Person


@transaction.atomic
def mark_notices_read(person: Person, notice_keys: Sequence[int] | None) -> int:
    """Mark these notices of the person as read (None: all); gives how many were unread."""
    policy.require(person, "orders.notices")
    unread = Notice.objects.filter(person=person, read_at=None)
    if notice_keys is not None:
        unread = unread.filter(pk__in=notice_keys)
    marked_count = unread.update(read_at=utc_now())
    if marked_count:
        log_event(person, "orders.read_notices", person, count=marked_count)
    return marked_count
