"""Reading rows in the order of their commits, for programs that synchronize a copy.

Keys are assigned before the commit, so a reader that goes by them misses a row that is committed
later with a smaller key. Events of the log are numbered under the lock of the chain's head, which
lasts until the commit: no smaller number can appear later.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duban_site.core.audit.models import Head, RowDigest

LogPosition = tuple[int, int]
"""The number of an event, and the key of a row that it covers."""


def list_rows_after(model: type[models.Model], position: LogPosition, limit: int) -> list[LogPosition]:
    """The next positions of a model's rows after a position, at most `limit`."""
    seq, key = position
    later_digests = RowDigest.objects.filter(table=model._meta.db_table, seq__gte=seq)
    later_digests = later_digests.filter(Q(seq__gt=seq) | Q(key__gt=key)).order_by("seq", "key")
    return [*later_digests.values_list("seq", "key")[:limit]]


def get_current_position() -> LogPosition:
    """The position after everything that is committed so far."""
    head = Head.objects.first()
    return (0 if head is None else head.seq, 2**63 - 1)
