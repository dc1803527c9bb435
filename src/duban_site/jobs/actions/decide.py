"""Cancel a job, or confirm the changes that it would make."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.jobs.models import Job, JobFile, JobState


@transaction.atomic
def cancel(actor: Actor, job: Job) -> Job:
    """Cancel a job that has not ended. One that runs stops at its next step and writes nothing."""
    policy.require(actor, "jobs.cancel", job)
    held = Job.objects.select_for_update().get(pk=job.pk)
    if not held.open:
        raise Refused(_("这个任务已经结束，不能取消。"))
    if held.state == JobState.RUNNING:
        Job.objects.filter(pk=held.pk).update(cancel_asked=True)
    else:
        now = utc_now()
        told = {"state": JobState.CANCELLED, "finished_at": now, "message": _("已取消，没有写入。")}
        Job.objects.filter(pk=held.pk).update(**told)
        JobFile.objects.filter(job=held).delete()
    log(actor, "jobs.cancel", held, kind=held.kind)
    held.refresh_from_db()
    return held


def confirm(actor: Actor, job: Job, *, clear: bool = False) -> Job:
    """Confirm the changes a job previewed; with `clear`, empty cells also erase stored values."""
    with transaction.atomic():
        policy.require(actor, "jobs.confirm", job)
        held = Job.objects.select_for_update().get(pk=job.pk)
        if held.state != JobState.ASKING or held.preview is None:
            raise Refused(_("这个任务不在等待确认。"))
        held.arguments = {**held.arguments, "confirmed": held.preview["digest"], "clear": clear}
        held.state, held.due_at, held.attempts = JobState.WAITING, utc_now(), 0
        held.save(update_fields=["arguments", "state", "due_at", "attempts"])
        log(actor, "jobs.confirm", held, kind=held.kind, clear=clear)
    if settings.JOBS_AT_ONCE:
        from duban_site.jobs.running import run_at_once

        return run_at_once(held)
    return held
