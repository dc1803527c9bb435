"""Run one job: prepared outside of any transaction, written in the one that marks it as done.

So a worker that is killed leaves either all of a job or nothing of it: a job not marked as done
has written nothing, and the next worker runs it again.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from duban_site.core.actor import Actor, System
from duban_site.core.audit import request_id
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused, RowErrors
from duban_site.jobs import claiming
from duban_site.jobs.heartbeat import Beat, Heartbeat
from duban_site.jobs.models import Job, JobFile, JobState, Timer
from duban_site.jobs.registry import KINDS, Ask, Kind, Result, Write

LOG = logging.getLogger(__name__)
TIMER_ACTOR = System("定时任务")
ERROR_LENGTH = 4000


class Cancelled(Exception):  # noqa: N818 (a word of the pages)
    """The person who enqueued the job has cancelled it."""


class LostLeaseError(Exception):
    """The lease has expired and another worker has the job: nothing may be written any more."""


@dataclass(frozen=True, slots=True)
class Task:
    """The argument of a job's function: its arguments, its actor, and a way to report progress."""

    job: Job
    actor: Actor
    beat: Beat = field(default_factory=Beat)

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments with which the job was enqueued."""
        found: dict[str, Any] = self.job.arguments
        return found

    @property
    def confirmed(self) -> str:
        """The digest of the changes that were confirmed; empty before."""
        return str(self.arguments.get("confirmed", ""))

    def file(self) -> tuple[str, bytes]:
        """Name and content of the job's file."""
        held = JobFile.objects.get(job=self.job)
        return held.name, bytes(held.content)

    def tell(self, step: str, done: int = 0, total: int = 0) -> None:
        """Report the current step and progress. Raises Cancelled, LostLeaseError."""
        self.beat.step, self.beat.done, self.beat.total = step, done, total
        self.check()

    def check(self) -> None:
        """Raise Cancelled or LostLeaseError where the result would be discarded."""
        if self.beat.cancelled:
            raise Cancelled
        if self.beat.lost:
            raise LostLeaseError


def run_next(worker: str, *, only: str = "") -> Job | None:
    """Take the next job and run it; None where none is due."""
    job = claiming.claim(worker, only=only)
    if job is not None:
        with Heartbeat(job) as beat:
            run(job, beat)
    return job


def run_at_once(job: Job) -> Job:
    """Run a job in the enqueuing process, in installations without a worker."""
    if claiming.take(job.pk, claiming.worker_name(), utc_now()):
        job.refresh_from_db()
        run(job, Beat())
    job.refresh_from_db()
    return job


def run(job: Job, beat: Beat) -> None:
    """Run a claimed job, and record how it ended: done, confirmation, failure or retry."""
    kind = KINDS[job.kind]
    with _as_asked(job):
        try:
            _do(job, kind, beat)
        except LostLeaseError:
            LOG.warning("job %s was taken over by another worker", job.pk)
        except Cancelled:
            claiming.end(job, JobState.CANCELLED, message=_("已取消，没有写入。"))
        except Refused as refused:
            if kind.schedule is not None:  # what stands in the way may be over in a while
                _try_again(job, kind, refused)
                return
            _fail(job, kind, str(refused), faults=_faults(refused))
        except PermissionDenied as refused:
            _fail(job, kind, str(refused) or _("您的角色无权进行此操作。"))
        except Exception as error:
            LOG.exception("job %s (%s) failed", job.pk, job.kind)
            _try_again(job, kind, error)


@contextmanager
def _as_asked(job: Job) -> Iterator[None]:
    """Activate the language of the job's person, and name the job in the audit log's events."""
    token = request_id.current.set(f"job{job.pk}")
    try:
        with translation.override(job.language):
            yield
    finally:
        request_id.current.reset(token)


def _do(job: Job, kind: Kind, beat: Beat) -> None:
    actor: Actor = TIMER_ACTOR if job.person is None else job.person
    if job.person is not None and not job.person.is_active:
        raise Refused(_("提出这个任务的账号已停用，任务没有执行。"))
    task = Task(job, actor, beat)
    task.check()
    prepared = kind.prepare(task)
    task.check()
    if isinstance(prepared, Ask):
        told = {"message": prepared.message, "preview": prepared.preview}
        _written(Job.objects.filter(claiming.mine(job)).update(state=JobState.ASKING, **told))
        return
    with transaction.atomic():
        result = prepared if isinstance(prepared, Result) else prepared()
        told = {"message": result.message, "address": result.address, "error": ""}
        _written(claiming.end(job, JobState.DONE, **told))
        _tell_timer(kind, succeeded=True, message=result.message)


def _written(rows: int) -> None:
    if not rows:
        raise LostLeaseError


def _fail(job: Job, kind: Kind, message: str, **told: Any) -> None:
    with transaction.atomic():
        claiming.end(job, JobState.FAILED, **{"error": "", "message": message, **told})
        _tell_timer(kind, succeeded=False, message=message)


def _try_again(job: Job, kind: Kind, error: Exception) -> None:
    """Schedule another attempt while any are left, otherwise mark the job as failed."""
    said = "".join(traceback.format_exception(error))[-ERROR_LENGTH:]
    if job.attempts >= kind.attempts:
        words = _("程序出错，没有写入任何内容。请把任务编号 %(n)s 告诉系统管理员。")
        _fail(job, kind, words % {"n": job.pk}, error=said)
        return
    with transaction.atomic():
        claiming.again(job, _("出错了，稍后会自动重试；没有写入任何内容。"), said)
        _tell_timer(kind, succeeded=False, message=f"{type(error).__name__}: {error}"[:500])


def _tell_timer(kind: Kind, *, succeeded: bool, message: str) -> None:
    if kind.schedule is not None:
        told = {"succeeded": succeeded, "message": message, "finished_at": utc_now()}
        Timer.objects.filter(name=kind.name).update(**told)


def _faults(refused: Refused) -> list[tuple[Any, str, str]]:
    return list(refused.errors) if isinstance(refused, RowErrors) else []


__all__ = ["Task", "Write", "run", "run_at_once", "run_next"]
