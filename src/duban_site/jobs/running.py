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

from duban_site.core.actor import Actor, SystemActor
from duban_site.core.audit import request_id
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused, RowErrors
from duban_site.jobs import claiming
from duban_site.jobs.heartbeat import Beat, Heartbeat
from duban_site.jobs.models import Job, JobFile, JobState, Timer
from duban_site.jobs.registry import KINDS, ConfirmationRequest, Kind, Result, Write

LOG = logging.getLogger(__name__)
TIMER_ACTOR = SystemActor("定时任务")
MAX_ERROR_LENGTH = 4000


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
        arguments: dict[str, Any] = self.job.arguments
        return arguments

    @property
    def confirmed(self) -> str:
        """The digest of the changes that were confirmed; empty before."""
        return str(self.arguments.get("confirmed", ""))

    def file(self) -> tuple[str, bytes]:
        """Name and content of the job's file."""
        job_file = JobFile.objects.get(job=self.job)
        return job_file.name, bytes(job_file.content)

    def report_progress(self, step: str, done: int = 0, total: int = 0) -> None:
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
    job = claiming.claim_next(worker, only=only)
    if job is not None:
        with Heartbeat(job) as beat:
            run_job(job, beat)
    return job


def run_at_once(job: Job) -> Job:
    """Run a job in the enqueuing process, in installations without a worker."""
    if claiming.try_claim(job.pk, claiming.current_worker_name(), utc_now()):
        job.refresh_from_db()
        run_job(job, Beat())
    job.refresh_from_db()
    return job


def run_job(job: Job, beat: Beat) -> None:
    """Run a claimed job, and record how it ended: done, confirmation, failure or retry."""
    kind = KINDS[job.kind]
    with _job_context(job):
        try:
            _perform(job, kind, beat)
        except LostLeaseError:
            LOG.warning("job %s was taken over by another worker", job.pk)
        except Cancelled:
            claiming.end_job(job, JobState.CANCELLED, message=_("已取消，没有写入。"))
        except Refused as refused:
            if kind.schedule is not None:  # what stands in the way may be over in a while
                _retry_later(job, kind, refused)
                return
            _fail(job, kind, str(refused), faults=_list_faults(refused))
        except PermissionDenied as refused:
            _fail(job, kind, str(refused) or _("您的角色无权进行此操作。"))
        except Exception as error:
            LOG.exception("job %s (%s) failed", job.pk, job.kind)
            _retry_later(job, kind, error)


@contextmanager
def _job_context(job: Job) -> Iterator[None]:
    """Activate the language of the job's person, and name the job in the audit log's events."""
    token = request_id.current_request_id.set(f"job{job.pk}")
    try:
        with translation.override(job.language):
            yield
    finally:
        request_id.current_request_id.reset(token)


def _perform(job: Job, kind: Kind, beat: Beat) -> None:
    actor: Actor = TIMER_ACTOR if job.person is None else job.person
    if job.person is not None and not job.person.is_active:
        raise Refused(_("提出这个任务的账号已停用，任务没有执行。"))
    task = Task(job, actor, beat)
    task.check()
    prepared = kind.prepare(task)
    task.check()
    if isinstance(prepared, ConfirmationRequest):
        fields = {"message": prepared.message, "preview": prepared.preview}
        _require_lease(Job.objects.filter(claiming.claim_condition(job)).update(state=JobState.UNCONFIRMED, **fields))
        return
    with transaction.atomic():
        result = prepared if isinstance(prepared, Result) else prepared()
        fields = {"message": result.message, "address": result.address, "error": ""}
        _require_lease(claiming.end_job(job, JobState.DONE, **fields))
        _record_timer_run(kind, succeeded=True, message=result.message)


def _require_lease(row_count: int) -> None:
    if not row_count:
        raise LostLeaseError


def _fail(job: Job, kind: Kind, message: str, **fields: Any) -> None:
    with transaction.atomic():
        claiming.end_job(job, JobState.FAILED, **{"error": "", "message": message, **fields})
        _record_timer_run(kind, succeeded=False, message=message)


def _retry_later(job: Job, kind: Kind, error: Exception) -> None:
    """Schedule another attempt while any are left, otherwise mark the job as failed."""
    error_text = "".join(traceback.format_exception(error))[-MAX_ERROR_LENGTH:]
    if job.attempts >= kind.attempts:
        message = _("程序出错，没有写入任何内容。请把任务编号 %(n)s 告诉系统管理员。")
        _fail(job, kind, message % {"n": job.pk}, error=error_text)
        return
    with transaction.atomic():
        claiming.retry_later(job, _("出错了，稍后会自动重试；没有写入任何内容。"), error_text)
        _record_timer_run(kind, succeeded=False, message=f"{type(error).__name__}: {error}"[:500])


def _record_timer_run(kind: Kind, *, succeeded: bool, message: str) -> None:
    if kind.schedule is not None:
        fields = {"succeeded": succeeded, "message": message, "finished_at": utc_now()}
        Timer.objects.filter(name=kind.name).update(**fields)


def _list_faults(refused: Refused) -> list[tuple[Any, str, str]]:
    return list(refused.errors) if isinstance(refused, RowErrors) else []


__all__ = ["Task", "Write", "run_at_once", "run_job", "run_next"]
