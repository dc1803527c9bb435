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
from duban_site.jobs.timers import plan_due

LOG = logging.getLogger(__name__)
PAUSE = 0.5
"""Seconds between two polls of the queue while it is empty."""
MINUTE = 60.0
SEEN = 20.0
"""Seconds between two signs of life."""
ABSENT = dt.timedelta(seconds=90)
"""A worker without a sign of life for this long counts as gone."""
DATABASE_PAUSE = 5.0


class Loop:
    """The main loop of one worker. `parent`: the process id with which it ends, if any."""

    def __init__(self, parent: int | None = None) -> None:
        self._parent = parent
        self._stop = threading.Event()
        self._name = claiming.worker_name()
        self._seen = self._planned = -MINUTE

    def run(self) -> None:
        """Work until stopped; a job that has begun is finished first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told_to_stop)
        if self._parent is not None:
            threading.Thread(target=self._end_with_parent, daemon=True).start()
        while not self._stop.is_set():
            try:
                if not self._once():
                    self._stop.wait(PAUSE)
            except DatabaseError:
                LOG.exception("the database does not answer")
                connections.close_all()
                self._stop.wait(DATABASE_PAUSE)
        Worker.objects.filter(name=self._name).delete()

    def _once(self) -> bool:
        """Do the due upkeep, then run one job; returns whether there was one."""
        now = time.monotonic()
        if now - self._seen >= SEEN:
            self._seen = now
            self._be_seen()
            claiming.take_back()
        if now - self._planned >= MINUTE:
            self._planned = now
            plan_due()
        return run_next(self._name) is not None

    def _be_seen(self) -> None:
        now = utc_now()
        Worker.objects.filter(seen_at__lt=now - ABSENT).delete()
        Worker.objects.update_or_create(
            name=self._name, defaults={"seen_at": now}, create_defaults={
                "seen_at": now, "started_at": now,
            },
        )  # fmt: skip

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()

    def _end_with_parent(self) -> None:
        """Exit with the server that started this worker, even where that was killed."""
        while os.getppid() == self._parent:
            time.sleep(1)
        os._exit(1)


def workers_present() -> bool:
    """Whether some worker gave a sign of life lately."""
    return Worker.objects.filter(seen_at__gte=utc_now() - ABSENT).exists()
