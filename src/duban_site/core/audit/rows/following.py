"""Rows in the order in which they were committed: for whoever keeps a copy in step.

Keys are given before a commit, so a reader that goes by them passes over a row that is committed
later under a smaller key. Events of the log are numbered under the lock of the chain's head, which
is held until the commit: nothing can come later under a smaller number.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duban_site.core.audit.models import Head, RowDigest

Place = tuple[int, int]
"""The number of an event, and the key of a row that it covers."""


def rows_after(model: type[models.Model], place: Place, most: int) -> list[Place]:
    """The next rows of a model that were written after a place."""
    seq, key = place
    later = RowDigest.objects.filter(table=model._meta.db_table, seq__gte=seq)
    later = later.filter(Q(seq__gt=seq) | Q(key__gt=key)).order_by("seq", "key")
    return [*later.values_list("seq", "key")[:most]]


def present_place() -> Place:
    """After everything that is committed by now."""
    head = Head.objects.first()
    return (0 if head is None else head.seq, 2**63 - 1)
