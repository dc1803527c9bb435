"""Enqueue due timers: once however many workers poll, and once after any number of misses."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from duban_site.core.actor import System
from duban_site.core.clock import utc_now
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.models import Job, Timer
from duban_site.jobs.registry import Kind, timers


def plan_due() -> list[Job]:
    """Enqueue the timers that are due; one that was missed several times runs once.

    In a demonstration that stands still no time passes, so none is ever due.
    """
    if settings.STANDS_STILL is not None:
        return []
    return [job for kind in timers() if (job := _plan(kind)) is not None]


@transaction.atomic
def _plan(kind: Kind) -> Job | None:
    assert kind.schedule is not None  # noqa: S101 # `list_timers` gives no other
    now = utc_now()
    timer = Timer.objects.get_or_create(name=kind.name, defaults={"next_at": now})[0]
    if timer.next_at > now:
        return None
    following = {"next_at": kind.schedule.after(now), "started_at": now}
    if not Timer.objects.filter(pk=timer.pk, next_at=timer.next_at).update(**following):
        return None  # another worker was quicker
    return enqueue(System("定时任务"), kind.name, key=kind.name, lane=kind.name)
