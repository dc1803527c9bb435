"""While a job runs: its lease is renewed, its progress shown, and a cancellation noticed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from types import TracebackType

from django.db import DatabaseError, connection

from duban_site.core.clock import utc_now
from duban_site.jobs.claiming import LEASE, mine
from duban_site.jobs.models import Job

SECONDS = 1.0
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
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join(SECONDS)

    def _run(self) -> None:
        try:
            while not self._ended.wait(SECONDS):
                self._once()
        finally:
            connection.close()

    def _once(self) -> None:
        beat = self._beat
        told = {"step": beat.step[:200], "done": beat.done, "total": beat.total}
        try:
            held = Job.objects.filter(mine(self._job))
            beat.lost = not held.update(lease_until=utc_now() + LEASE, **told)
            beat.cancelled = held.filter(cancel_asked=True).exists()
        except DatabaseError:
            connection.close()
