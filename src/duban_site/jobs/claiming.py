"""Assign jobs to workers: claimed by a conditional update, leased, and reclaimed when lost."""

from __future__ import annotations

import datetime as dt
import os
import random
import socket

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from duban_site.core.clock import utc_now
from duban_site.jobs.models import Job, JobFile, JobState
from duban_site.jobs.registry import KINDS

LEASE = dt.timedelta(seconds=60)
"""How long a worker may be silent before its job is taken from it."""
BACK_OFF = (5, 60, 600)
"""Seconds before the second, third and later attempts; up to half as much again is added."""
CANDIDATES = 10


def worker_name() -> str:
    """Return host:pid, by which a worker on the same machine sees whether it still runs."""
    return f"{socket.gethostname()}:{os.getpid()}"


def claim(worker: str, *, only: str = "") -> Job | None:
    """Claim the next due job for this worker; None where none is due. `only` names one kind."""
    now = utc_now()
    due = Job.objects.filter(state=JobState.WAITING, due_at__lte=now, kind__in=KINDS)
    if only:
        due = due.filter(kind=only)
    for key in due.order_by("due_at", "pk").values_list("pk", flat=True)[:CANDIDATES]:
        if take(key, worker, now):
            return Job.objects.select_related("person").get(pk=key)
    return None


def take(key: int, worker: str, now: dt.datetime) -> bool:
    """Try to claim the job; False where another worker was quicker, or its lane is occupied."""
    held = {"claimed_by": worker, "lease_until": now + LEASE, "attempts": F("attempts") + 1}
    clean = {"step": "", "done": 0, "total": 0, "started_at": now}
    try:
        with transaction.atomic():
            mine = Job.objects.filter(pk=key, state=JobState.WAITING).update(
                state=JobState.RUNNING, **held, **clean
            )
    except IntegrityError:
        return False
    return mine == 1


def take_back() -> int:
    """Return the jobs of dead workers to the queue (they wrote nothing); returns how many."""
    now = utc_now()
    running = Job.objects.filter(state=JobState.RUNNING)
    lost = [job for job in running if _gone(job, now)]
    return sum(_return(job) for job in lost)


def _gone(job: Job, now: dt.datetime) -> bool:
    host, _colon, process = job.claimed_by.rpartition(":")
    if host == socket.gethostname() and process.isdigit() and not _runs(int(process)):
        return True
    return job.lease_until is None or job.lease_until < now


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _return(job: Job) -> int:
    kind = KINDS.get(job.kind)
    words = _("处理它的程序中断了，没有写入任何内容。")
    if job.cancel_asked:
        return end(job, JobState.CANCELLED, message=_("已取消，没有写入。"))
    if kind is None or job.attempts >= kind.attempts:
        return end(job, JobState.FAILED, message=words, error="the worker was lost")
    return again(job, words, "the worker was lost", at_once=True)


def mine(job: Job) -> Q:
    """Return the condition that the job is still claimed by this worker, in this attempt."""
    return Q(pk=job.pk, state=JobState.RUNNING, claimed_by=job.claimed_by, attempts=job.attempts)


def again(job: Job, message: str, error: str, *, at_once: bool = False) -> int:
    """Return the job to the queue with increasing delay; 1, or 0 where the lease was lost.

    Where a job with the same key waits already, this one is cancelled and that one does the work.
    """
    seconds = BACK_OFF[min(job.attempts, len(BACK_OFF)) - 1] * random.uniform(1, 1.5)  # noqa: S311
    due = utc_now() + dt.timedelta(seconds=0 if at_once else seconds)
    told = {"message": message, "error": error, "claimed_by": "", "lease_until": None}
    try:
        with transaction.atomic():
            return Job.objects.filter(mine(job)).update(state=JobState.WAITING, due_at=due, **told)
    except IntegrityError:
        return end(job, JobState.CANCELLED, message=message, error=error)


def end(job: Job, state: JobState, **told: object) -> int:
    """Mark the job as ended and delete its file; 1, or 0 where the lease was lost."""
    with transaction.atomic():
        ended = Job.objects.filter(mine(job)).update(
            state=state, finished_at=utc_now(), lease_until=None, **told
        )
        if ended:
            JobFile.objects.filter(job=job).delete()
    return ended
