"""While a job runs: its lease is renewed, its progress shown, and a cancellation noticed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from types import TracebackType

from django.db import DatabaseError, connection

from duban_site.core.clock import utc_now
from duban_site.jobs.claiming import LEASE, claim_condition
from duban_site.jobs.models import Job

BEAT_SECONDS = 1.0
"""Seconds between two renewals of the lease."""


@dataclass(slots=True)
class Beat:
    """State shared by the job's thread (progress) and the heartbeat's (cancelled, lease lost)."""

    step: str = ""
    done: int = 0
    total: int = 0
    cancelled: bool = False
    lost: bool = False


class Heartbeat:
    """A thread that renews the lease on a separate connection, outside the job's transaction.

    Where the job's own transaction locks the database (SQLite), a renewal is skipped; nobody else
    can write then either, so nobody can reclaim the job.
    """

    def __init__(self, job: Job) -> None:
        self._job, self._beat = job, Beat()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"job-{job.pk}", daemon=True)

    def __enter__(self) -> Beat:
        self._thread.start()
        return self._beat

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join(BEAT_SECONDS)

    def _run(self) -> None:
        try:
            while not self._ended.wait(BEAT_SECONDS):
                self._renew_lease()
        finally:
            connection.close()

    def _renew_lease(self) -> None:
        beat = self._beat
        progress = {"step": beat.step[:200], "done": beat.done, "total": beat.total}
        try:
            claimed_jobs = Job.objects.filter(claim_condition(self._job))
            beat.lost = not claimed_jobs.update(lease_until=utc_now() + LEASE, **progress)
            beat.cancelled = claimed_jobs.filter(cancel_asked=True).exists()
        except DatabaseError:
            connection.close()
