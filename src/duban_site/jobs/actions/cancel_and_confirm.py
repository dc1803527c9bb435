"""Cancel a job, or confirm the changes that it would make."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.jobs.models import Job, JobFile, JobState


@transaction.atomic
def cancel(actor: Actor, job: Job) -> Job:
    """Cancel a job that has not ended. One that runs stops at its next step and writes nothing."""
    policy.require(actor, "jobs.cancel", job)
    locked_job = Job.objects.select_for_update().get(pk=job.pk)
    if not locked_job.open:
        raise Refused(_("这个任务已经结束，不能取消。"))
    if locked_job.state == JobState.RUNNING:
        Job.objects.filter(pk=locked_job.pk).update(cancel_asked=True)
    else:
        now = utc_now()
        changes = {"state": JobState.CANCELLED, "finished_at": now, "message": _("已取消，没有写入。")}
        Job.objects.filter(pk=locked_job.pk).update(**changes)
        JobFile.objects.filter(job=locked_job).delete()
    log_event(actor, "jobs.cancel", locked_job, kind=locked_job.kind)
    locked_job.refresh_from_db()
    return locked_job


def confirm(actor: Actor, job: Job, *, clear: bool = False) -> Job:
    """Confirm the changes a job previewed; with `clear`, empty cells also erase stored values."""
    with transaction.atomic():
        policy.require(actor, "jobs.confirm", job)
        locked_job = Job.objects.select_for_update().get(pk=job.pk)
        if locked_job.state != JobState.UNCONFIRMED or locked_job.preview is None:
            raise Refused(_("这个任务不在等待确认。"))
        locked_job.arguments = {**locked_job.arguments, "confirmed": locked_job.preview["digest"], "clear": clear}
        locked_job.state, locked_job.due_at, locked_job.attempts = JobState.WAITING, utc_now(), 0
        locked_job.save(update_fields=["arguments", "state", "due_at", "attempts"])
        log_event(actor, "jobs.confirm", locked_job, kind=locked_job.kind, clear=clear)
    if settings.JOBS_AT_ONCE:
        from duban_site.jobs.running import run_at_once

        return run_at_once(locked_job)
    return locked_job
