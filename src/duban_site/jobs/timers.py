"""Enqueue due timers: once however many workers poll, and once after any number of misses."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from duban_site.core.actor import SystemActor
from duban_site.core.clock import utc_now
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.models import Job, Timer
from duban_site.jobs.registry import Kind, list_timers


def enqueue_due_timers() -> list[Job]:
    """Enqueue the timers that are due; one that was missed several times runs once.

    In a demonstration that stands still no time passes, so none is ever due.
    """
    if settings.STANDS_STILL is not None:
        return []
    return [job for kind in list_timers() if (job := _enqueue_if_due(kind)) is not None]


@transaction.atomic
def _enqueue_if_due(kind: Kind) -> Job | None:
    assert kind.schedule is not None  # noqa: S101 # `list_timers` gives no other
    now = utc_now()
    timer = Timer.objects.get_or_create(name=kind.name, defaults={"next_at": now})[0]
    if timer.next_at > now:
        return None
    next_run = {"next_at": kind.schedule.next_after(now), "started_at": now}
    if not Timer.objects.filter(pk=timer.pk, next_at=timer.next_at).update(**next_run):
        return None  # another worker was quicker
    return enqueue(SystemActor("定时任务"), kind.name, key=kind.name, lane=kind.name)
