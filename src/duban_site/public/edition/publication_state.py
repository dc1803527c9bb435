"""The current state of what is published: loaded every few seconds, not with every page.

A cached page carries the stamp of the publication and the voice token that it was made from, and is
served while both are current. The process that publishes sees a change at once, other processes
within `DUBAN_PUBLIC_SECONDS`.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save

from duban_site.plans.models import Status
from duban_site.public.edition.edition import Edition
from duban_site.public.edition.loading import PublicationStamp, make_city_slug, open_edition
from duban_site.public.voices.published import VoiceToken, load_voice_tokens
from duban_site.snapshots.models import Snapshot

STAMP_FIELDS = ("pk", "published_at", "show_leaders", "show_problems", "show_replies")


@dataclass(frozen=True)
class PublicationState:
    """The published plans by city and year (newest year first), with stamps and voice tokens."""

    plan_by_city_and_year: dict[tuple[str, int], int] = field(default_factory=dict)
    stamp_by_plan: dict[int, PublicationStamp] = field(default_factory=dict)
    voice_token_by_commitment: dict[int, VoiceToken] = field(default_factory=dict)
    at: float = 0.0

    def list_stamps(self) -> tuple[tuple[int, PublicationStamp], ...]:
        """Each published plan with its stamp, newest year first."""
        return tuple((plan, self.stamp_by_plan[plan]) for plan in self.plan_by_city_and_year.values())


_cached_state: PublicationState | None = None
_load_lock = Lock()


def get_publication_state() -> PublicationState:
    """The current state; while one thread reloads it, the others use the earlier one."""
    global _cached_state
    state = _cached_state
    if state is not None and time.monotonic() - state.at < settings.PUBLIC_SECONDS:
        return state
    if state is None or settings.PUBLIC_SECONDS == 0:
        _cached_state = load_publication_state()
        return _cached_state
    if _load_lock.acquire(blocking=False):
        try:
            _cached_state = load_publication_state()
        finally:
            _load_lock.release()
    return _cached_state or state


def open_editions(stamps: Iterable[tuple[int, PublicationStamp]]) -> list[Edition]:
    """The published plans of `PublicationState.list_stamps`."""
    return [open_edition(plan, stamp) for plan, stamp in stamps]


def load_publication_state() -> PublicationState:
    """Load the current state from the database, in three queries."""
    snapshots = Snapshot.objects.filter(Snapshot.PUBLIC).exclude(plan__status=Status.DRAFT)
    column_names = ("plan", "plan__city", "plan__year", *STAMP_FIELDS)
    plan_by_city_and_year: dict[tuple[str, int], int] = {}
    stamp_rows_by_plan: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    ordered_snapshots = snapshots.order_by("-plan__year", "plan__city", "plan", "month", "serial")
    for plan, city, year, *stamp in ordered_snapshots.values_list(*column_names):
        plan_by_city_and_year.setdefault((make_city_slug(city), year), plan)
        stamp_rows_by_plan[plan].append(tuple(stamp))
    return PublicationState(
        plan_by_city_and_year=plan_by_city_and_year,
        stamp_by_plan={plan: tuple(stamp_rows) for plan, stamp_rows in stamp_rows_by_plan.items()},
        voice_token_by_commitment=load_voice_tokens(),
        at=time.monotonic(),
    )


def clear_cached_state() -> None:
    """Clear the cached state, so that the next page loads it again."""
    global _cached_state
    _cached_state = None


def connect_invalidation() -> None:
    """Clear the cached state whenever this process saves a snapshot or a clue."""
    from duban_site.public.models import Clue

    def clear_after_commit(**_: Any) -> None:
        transaction.on_commit(clear_cached_state)

    for model in (Snapshot, Clue):
        dispatch_uid = f"public-{model.__name__}"
        post_save.connect(clear_after_commit, sender=model, weak=False, dispatch_uid=dispatch_uid)
