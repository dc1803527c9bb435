"""Jobs and timers, as pages read them."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db.models import QuerySet

from duban_site.core.access.policy import policy
from duban_site.core.clock import utc_now
from duban_site.jobs.models import OPEN, Job, JobState, Timer
from duban_site.jobs.registry import KINDS, list_timers
from duban_site.people.models import Person

MAX_LISTED_JOBS = 100
WAIT_SECONDS, POLL_SECONDS = 3.0, 0.05
"""Seconds that a page waits for a small job, and seconds between two polls."""


def list_jobs_for(person: Person) -> QuerySet[Job]:
    """Return the jobs that the person may see, newest first; of timers only unsuccessful runs."""
    visible = policy.filter_visible(person, "jobs.see", Job.objects.all())
    timer_kinds = [kind.name for kind in KINDS.values() if kind.schedule is not None]
    return visible.exclude(kind__in=timer_kinds, state=JobState.DONE).select_related("person")[:MAX_LISTED_JOBS]


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A timer with its title; `late` where it should have run a while ago."""

    title: str
    timer: Timer
    late: bool


def list_timer_rows() -> list[TimerRow]:
    """Every timer, in the order in which they run next; one that was never planned is due now."""
    now = utc_now()
    timer_by_name = {timer.name: timer for timer in Timer.objects.all()}
    rows = [timer_by_name.get(kind.name) or Timer(name=kind.name, next_at=now) for kind in list_timers()]
    return [
        TimerRow(str(KINDS[timer.name].title), timer, (now - timer.next_at).total_seconds() > 600)
        for timer in sorted(rows, key=lambda timer: (timer.next_at, timer.name))
    ]


def wait_until_settled(job: Job, seconds: float = WAIT_SECONDS) -> Job:
    """Poll until the job has ended or awaits confirmation, or `seconds` are over; returns it."""
    deadline = time.monotonic() + seconds
    job.refresh_from_db()
    while job.state in OPEN and job.state != JobState.UNCONFIRMED and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
        job.refresh_from_db()
    return job
