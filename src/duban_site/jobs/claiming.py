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
BACK_OFF_SECONDS = (5, 60, 600)
"""Seconds before the second, third and later attempts; up to half as much again is added."""
MAX_CANDIDATES = 10


def current_worker_name() -> str:
    """Return host:pid, by which a worker on the same machine sees whether it still runs."""
    return f"{socket.gethostname()}:{os.getpid()}"


def claim_next(worker: str, *, only: str = "") -> Job | None:
    """Claim the next due job for this worker; None where none is due. `only` names one kind."""
    now = utc_now()
    due = Job.objects.filter(state=JobState.WAITING, due_at__lte=now, kind__in=KINDS)
    if only:
        due = due.filter(kind=only)
    for job_id in due.order_by("due_at", "pk").values_list("pk", flat=True)[:MAX_CANDIDATES]:
        if try_claim(job_id, worker, now):
            return Job.objects.select_related("person").get(pk=job_id)
    return None


def try_claim(job_id: int, worker: str, now: dt.datetime) -> bool:
    """Try to claim the job; False where another worker was quicker, or its lane is occupied."""
    lease_fields = {"claimed_by": worker, "lease_until": now + LEASE, "attempts": F("attempts") + 1}
    reset_fields = {"step": "", "done": 0, "total": 0, "started_at": now}
    try:
        with transaction.atomic():
            claimed_count = Job.objects.filter(pk=job_id, state=JobState.WAITING).update(
                state=JobState.RUNNING, **lease_fields, **reset_fields
            )
    except IntegrityError:
        return False
    return claimed_count == 1


def reclaim_lost_jobs() -> int:
    """Return the jobs of dead workers to the queue (they wrote nothing); returns how many."""
    now = utc_now()
    running = Job.objects.filter(state=JobState.RUNNING)
    lost_jobs = [job for job in running if _is_worker_gone(job, now)]
    return sum(_requeue_lost_job(job) for job in lost_jobs)


def _is_worker_gone(job: Job, now: dt.datetime) -> bool:
    host, _colon, process = job.claimed_by.rpartition(":")
    if host == socket.gethostname() and process.isdigit() and not _is_process_running(int(process)):
        return True
    return job.lease_until is None or job.lease_until < now


def _is_process_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _requeue_lost_job(job: Job) -> int:
    kind = KINDS.get(job.kind)
    message = _("处理它的程序中断了，没有写入任何内容。")
    if job.cancel_asked:
        return end_job(job, JobState.CANCELLED, message=_("已取消，没有写入。"))
    if kind is None or job.attempts >= kind.attempts:
        return end_job(job, JobState.FAILED, message=message, error="the worker was lost")
    return retry_later(job, message, "the worker was lost", at_once=True)


def claim_condition(job: Job) -> Q:
    """Return the condition that the job is still claimed by this worker, in this attempt."""
    return Q(pk=job.pk, state=JobState.RUNNING, claimed_by=job.claimed_by, attempts=job.attempts)


def retry_later(job: Job, message: str, error: str, *, at_once: bool = False) -> int:
    """Return the job to the queue with increasing delay; 1, or 0 where the lease was lost.

    Where a job with the same key waits already, this one is cancelled and that one does the work.
    """
    seconds = BACK_OFF_SECONDS[min(job.attempts, len(BACK_OFF_SECONDS)) - 1] * random.uniform(1, 1.5)  # noqa: S311
    due_at = utc_now() + dt.timedelta(seconds=0 if at_once else seconds)
    fields = {"message": message, "error": error, "claimed_by": "", "lease_until": None}
    try:
        with transaction.atomic():
            return Job.objects.filter(claim_condition(job)).update(state=JobState.WAITING, due_at=due_at, **fields)
    except IntegrityError:
        return end_job(job, JobState.CANCELLED, message=message, error=error)


def end_job(job: Job, state: JobState, **fields: object) -> int:
    """Mark the job as ended and delete its file; 1, or 0 where the lease was lost."""
    with transaction.atomic():
        ended_count = Job.objects.filter(claim_condition(job)).update(
            state=state, finished_at=utc_now(), lease_until=None, **fields
        )
        if ended_count:
            JobFile.objects.filter(job=job).delete()
    return ended_count
