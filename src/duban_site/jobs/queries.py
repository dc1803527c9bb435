"""Jobs and timers, as pages read them."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db.models import QuerySet

from duban_site.core.access.policy import policy
from duban_site.core.clock import utc_now
from duban_site.jobs.models import OPEN, Job, JobState, Timer
from duban_site.jobs.registry import KINDS, timers
from duban_site.people.models import Person

SHOWN = 100
WAIT, STEP = 3.0, 0.05
"""Seconds that a page waits for a small job, and seconds between two polls."""


def jobs_for(person: Person) -> QuerySet[Job]:
    """Return the jobs that the person may see, newest first; of timers only unsuccessful runs."""
    found = policy.visible(person, "jobs.see", Job.objects.all())
    quiet = [kind.name for kind in KINDS.values() if kind.schedule is not None]
    return found.exclude(kind__in=quiet, state=JobState.DONE).select_related("person")[:SHOWN]


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A timer with its title; `late` where it should have run a while ago."""

    title: str
    timer: Timer
    late: bool


def timer_rows() -> list[TimerRow]:
    """Every timer, in the order in which they run next; one that was never planned is due now."""
    now = utc_now()
    planned = {timer.name: timer for timer in Timer.objects.all()}
    found = [planned.get(kind.name) or Timer(name=kind.name, next_at=now) for kind in timers()]
    return [
        TimerRow(str(KINDS[timer.name].title), timer, (now - timer.next_at).total_seconds() > 600)
        for timer in sorted(found, key=lambda timer: (timer.next_at, timer.name))
    ]


def settled(job: Job, seconds: float = WAIT) -> Job:
    """Poll until the job has ended or awaits confirmation, or `seconds` are over; returns it."""
    end = time.monotonic() + seconds
    job.refresh_from_db()
    while job.state in OPEN and job.state != JobState.ASKING and time.monotonic() < end:
        time.sleep(STEP)
        job.refresh_from_db()
    return job
