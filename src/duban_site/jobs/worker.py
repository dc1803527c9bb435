"""The worker: runs jobs one after another until it is stopped, and enqueues due timers."""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import threading
import time
from types import FrameType

from django.db import DatabaseError, connections

from duban_site.core.clock import utc_now
from duban_site.jobs import claiming
from duban_site.jobs.models import Worker
from duban_site.jobs.running import run_next
from duban_site.jobs.timers import enqueue_due_timers

LOG = logging.getLogger(__name__)
POLL_SECONDS = 0.5
"""Seconds between two polls of the queue while it is empty."""
MINUTE = 60.0
SIGN_OF_LIFE_SECONDS = 20.0
"""Seconds between two signs of life."""
ABSENCE_LIMIT = dt.timedelta(seconds=90)
"""A worker without a sign of life for this long counts as gone."""
DATABASE_RETRY_SECONDS = 5.0


class WorkerLoop:
    """The main loop of one worker. `parent`: the process id with which it ends, if any."""

    def __init__(self, parent: int | None = None) -> None:
        self._parent = parent
        self._stop = threading.Event()
        self._name = claiming.current_worker_name()
        self._reported_at = self._planned_at = -MINUTE

    def run(self) -> None:
        """Work until stopped; a job that has begun is finished first."""
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, self._request_stop)
        if self._parent is not None:
            threading.Thread(target=self._end_with_parent, daemon=True).start()
        while not self._stop.is_set():
            try:
                if not self._poll():
                    self._stop.wait(POLL_SECONDS)
            except DatabaseError:
                LOG.exception("the database does not answer")
                connections.close_all()
                self._stop.wait(DATABASE_RETRY_SECONDS)
        Worker.objects.filter(name=self._name).delete()

    def _poll(self) -> bool:
        """Do the due upkeep, then run one job; returns whether there was one."""
        now = time.monotonic()
        if now - self._reported_at >= SIGN_OF_LIFE_SECONDS:
            self._reported_at = now
            self._report_alive()
            claiming.reclaim_lost_jobs()
        if now - self._planned_at >= MINUTE:
            self._planned_at = now
            enqueue_due_timers()
        return run_next(self._name) is not None

    def _report_alive(self) -> None:
        now = utc_now()
        Worker.objects.filter(seen_at__lt=now - ABSENCE_LIMIT).delete()
        Worker.objects.update_or_create(
            name=self._name, defaults={"seen_at": now}, create_defaults={
                "seen_at": now, "started_at": now,
            },
        )  # fmt: skip

    def _request_stop(self, signal_number: int, frame: FrameType | None) -> None:
        self._stop.set()

    def _end_with_parent(self) -> None:
        """Exit with the server that started this worker, even where that was killed."""
        while os.getppid() == self._parent:
            time.sleep(1)
        os._exit(1)


def has_live_worker() -> bool:
    """Whether some worker gave a sign of life lately."""
    return Worker.objects.filter(seen_at__gte=utc_now() - ABSENCE_LIMIT).exists()
