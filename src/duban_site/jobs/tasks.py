"""The service's own housekeeping."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.core.audit.access_log import log_expired_counts
from duban_site.core.audit.heads import export_head, list_export_places
from duban_site.core.clock import utc_now
from duban_site.jobs.models import OPEN, Job, JobState
from duban_site.jobs.registry import Daily, Every, Result, Write, list_timers, timer
from duban_site.jobs.running import Task

RETENTION_DAYS = 90
"""Days after which an ended job is deleted; the audit log stays."""


@timer("jobs.tidy", gettext_lazy("清理过期的会话和任务记录"), Daily(3, 30))
def tidy(task: Task) -> Write:
    """Delete expired sessions and old jobs; successful runs of timers after a day."""

    def write() -> Result:
        now = utc_now()
        session_count = Session.objects.filter(expire_date__lt=now).delete()[0]
        expired = Job.objects.filter(finished_at__lt=now - dt.timedelta(days=RETENTION_DAYS))
        job_count = expired.exclude(state__in=OPEN).delete()[0]
        timer_jobs = Job.objects.filter(state=JobState.DONE, kind__in=[kind.name for kind in list_timers()])
        timer_jobs.filter(finished_at__lt=now - dt.timedelta(days=1)).delete()
        counts = {"sessions": session_count, "jobs": job_count}
        return Result(_("清理会话 %(sessions)s 个、任务记录 %(jobs)s 条。") % counts)

    return write


@timer("audit.export_head", gettext_lazy("日志链头送到别处"), Every(60), attempts=6)
def export_head_elsewhere(task: Task) -> Result:
    """Export the head of the audit log where anything was logged since the last export."""
    if not list_export_places():
        return Result(_("没有设置送到哪里（DUBAN_AUDIT_HEAD_…）。"))
    line = export_head(task.actor, repeat_unchanged=False)
    return Result(line or _("没有新的日志。"))


@timer("audit.counts", gettext_lazy("登记重复的查看和拒绝次数"), Every(10))
def log_repeated_access(task: Task) -> Write:
    """Log how often a logged read or refusal was repeated in the ten minutes after its event."""
    return lambda: Result(_("登记 %(n)s 项。") % {"n": log_expired_counts()})
