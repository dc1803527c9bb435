"""The current state of what is published: loaded every few seconds, not with every page.

A cached page carries the stamp of the publication and the voice token that it was made from, and is
served while both are current. The process that publishes sees a change at once, other processes
within `DUBAN_PUBLIC_SECONDS`.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save

from duban_site.plans.models import Status
from duban_site.public.edition.opening import Stamp, slug_of
from duban_site.public.voices.published import Token, tokens
from duban_site.snapshots.models import Snapshot

FIELDS = (
    "pk",
    "published_at",
    "show_leaders",
    "show_problems",
    "show_replies",
)


@dataclass(frozen=True)
class Now:
    """The published plans by city and year (newest year first), with stamps and voice tokens."""

    plans: dict[tuple[str, int], int] = field(default_factory=dict)
    stamps: dict[int, Stamp] = field(default_factory=dict)
    voices: dict[int, Token] = field(default_factory=dict)
    at: float = 0.0


_held: Now | None = None
_lock = Lock()


def now() -> Now:
    """The current state; while one thread reloads it, the others use the earlier one."""
    global _held
    held = _held
    if held is not None and time.monotonic() - held.at < settings.PUBLIC_SECONDS:
        return held
    if held is None or settings.PUBLIC_SECONDS == 0:
        _held = looked_up()
        return _held
    if _lock.acquire(blocking=False):
        try:
            _held = looked_up()
        finally:
            _lock.release()
    return _held or held


def looked_up() -> Now:
    """Load the current state from the database, in three queries."""
    rows = Snapshot.objects.filter(Snapshot.PUBLIC).exclude(plan__status=Status.DRAFT)
    names = ("plan", "plan__city", "plan__year", *FIELDS)
    plans: dict[tuple[str, int], int] = {}
    stamps: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    ordered = rows.order_by("-plan__year", "plan__city", "plan", "month", "serial")
    for plan, city, year, *stamp in ordered.values_list(*names):
        plans.setdefault((slug_of(city), year), plan)
        stamps[plan].append(tuple(stamp))
    return Now(
        plans=plans,
        stamps={plan: tuple(found) for plan, found in stamps.items()},
        voices=tokens(),
        at=time.monotonic(),
    )


def forget() -> None:
    """Clear the cached state, so that the next page loads it again."""
    global _held
    _held = None


def watch() -> None:
    """Clear the cached state whenever this process saves a snapshot or a clue."""
    from duban_site.public.models import Clue

    def changed(**_: Any) -> None:
        transaction.on_commit(forget)

    for model in (Snapshot, Clue):
        uid = f"public-{model.__name__}"
        post_save.connect(changed, sender=model, weak=False, dispatch_uid=uid)
