"""The service's own housekeeping."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.core.audit.access_log import log_counts
from duban_site.core.audit.heads import export_head, export_places
from duban_site.core.clock import utc_now
from duban_site.jobs.models import OPEN, Job, JobState
from duban_site.jobs.registry import Daily, Every, Result, Write, timer, timers
from duban_site.jobs.running import Task

DAYS = 90
"""Days after which an ended job is deleted; the audit log stays."""


@timer("jobs.tidy", gettext_lazy("清理过期的会话和任务记录"), Daily(3, 30))
def tidy(task: Task) -> Write:
    """Delete expired sessions and old jobs; successful runs of timers after a day."""

    def write() -> Result:
        now = utc_now()
        sessions = Session.objects.filter(expire_date__lt=now).delete()[0]
        old = Job.objects.filter(finished_at__lt=now - dt.timedelta(days=DAYS))
        jobs = old.exclude(state__in=OPEN).delete()[0]
        done = Job.objects.filter(state=JobState.DONE, kind__in=[kind.name for kind in timers()])
        done.filter(finished_at__lt=now - dt.timedelta(days=1)).delete()
        told = {"sessions": sessions, "jobs": jobs}
        return Result(_("清理会话 %(sessions)s 个、任务记录 %(jobs)s 条。") % told)

    return write


@timer("audit.export_head", gettext_lazy("日志链头送到别处"), Every(60), attempts=6)
def export_head_elsewhere(task: Task) -> Result:
    """Export the head of the audit log where anything was logged since the last export."""
    if not export_places():
        return Result(_("没有设置送到哪里（DUBAN_AUDIT_HEAD_…）。"))
    line = export_head(task.actor, again=False)
    return Result(line or _("没有新的日志。"))


@timer("audit.counts", gettext_lazy("登记重复的查看和拒绝次数"), Every(10))
def log_repeated(task: Task) -> Write:
    """Log how often a logged read or refusal was repeated in the ten minutes after its event."""
    return lambda: Result(_("登记 %(n)s 项。") % {"n": log_counts()})
