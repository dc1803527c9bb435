"""Enqueue a job in the transaction of the action that needs it (transactional outbox)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation

from duban_site.core.actor import Actor, as_person
from duban_site.core.clock import utc_now
from duban_site.jobs.models import Job, JobFile, JobState
from duban_site.jobs.registry import KINDS


def enqueue(
    actor: Actor,
    kind: str,
    arguments: dict[str, Any] | None = None,
    *,
    title: str = "",
    file: tuple[str, bytes] | None = None,
    key: str = "",
    lane: str = "",
    due: dt.datetime | None = None,
) -> Job:
    """Enqueue a job that runs with the rights of `actor`; what it may do is checked when it runs.

    Where a job with the same `key` waits already, that one is returned: it has not begun, so it
    will see everything committed by now. `arguments` must be plain JSON values.
    """
    now = utc_now()
    job = Job(
        kind=kind,
        title=(title or str(KINDS[kind].title))[:200],
        arguments=arguments or {},
        person=as_person(actor),
        language=translation.get_language() or settings.LANGUAGE_CODE,
        key=key,
        lane=lane,
        enqueued_at=now,
        due_at=due or now,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            if file is not None:
                JobFile.objects.create(job=job, name=file[0][-255:], content=file[1])
    except IntegrityError:
        return _find_waiting_job(key)
    if settings.JOBS_AT_ONCE:
        from duban_site.jobs.running import run_at_once

        return run_at_once(job)
    return job


def _find_waiting_job(key: str) -> Job:
    """Return the waiting job of that key, which the unique constraint has just reported."""
    return Job.objects.filter(key=key, state=JobState.WAITING).get()
