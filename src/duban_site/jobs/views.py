"""Pages of 后台任务: the jobs with their progress and results, and the timers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.web import done
from duban_site.jobs import queries
from duban_site.jobs.actions import decide
from duban_site.jobs.models import Job, JobState
from duban_site.jobs.worker import workers_present


def jobs(request: PageRequest) -> HttpResponse:
    """Show the list of jobs with their progress."""
    shown = {
        "jobs": queries.jobs_for(request.user),
        "present": workers_present(),
        "section": "jobs",
    }
    part = "jobs/list.html" if request.headers.get("HX-Request") else "jobs/jobs.html"
    return render(request, part, shown)


def job(request: PageRequest, job: Job) -> HttpResponse:
    """Show one job; the page reloads this every second while the job is open."""
    shown = {
        "job": job,
        "present": workers_present(),
        "own": job.person_id == request.user.pk,
        "may_cancel": job.open and policy.may(request.user, "jobs.cancel", job),
        "section": "jobs",
    }
    part = "jobs/card.html" if request.headers.get("HX-Request") else "jobs/job.html"
    return render(request, part, shown)


def cancel(request: PageRequest, job: Job) -> HttpResponse:
    """Cancel one."""
    held = decide.cancel(request.user, job)
    ended = held.state == JobState.CANCELLED
    message = _("任务已取消。") if ended else _("正在取消。")
    return done(request, message, "job", job.pk)


def confirm(request: PageRequest, job: Job) -> HttpResponse:
    """Let a job go on with the changes that it showed."""
    held = decide.confirm(request.user, job, clear=request.POST.get("clear") == "1")
    return follow(request, held)


def timers(request: PageRequest) -> HttpResponse:
    """Show the timers."""
    shown = {
        "rows": queries.timer_rows(),
        "present": workers_present(),
        "section": "timers",
    }
    return render(request, "jobs/timers.html", shown)


def follow(request: PageRequest, job: Job) -> HttpResponse:
    """Wait briefly, then redirect to the job's result, or to its page while it is running.

    Raises Refused, or RowErrors with every fault, where the job was refused.
    """
    held = queries.settled(job)
    if held.state == JobState.FAILED and not held.error:
        raise refusal_of(held)
    if held.state == JobState.DONE and held.address:
        messages.success(request, held.message)
        return redirect(held.address)
    return redirect("job", held.pk)


def refusal_of(job: Job) -> Refused:
    """Rebuild the exception with which the job was refused."""
    if job.faults:
        return RowErrors(job.message, [(row, column, what) for row, column, what in job.faults])
    return Refused(job.message)
