"""Pages of 后台任务: the jobs with their progress and results, and the timers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.access.policy import policy
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.responses import redirect_with_message
from duban_site.jobs import queries
from duban_site.jobs.actions import cancel_and_confirm
from duban_site.jobs.models import Job, JobState
from duban_site.jobs.worker import has_live_worker


def show_jobs(request: PageRequest) -> HttpResponse:
    """Show the list of jobs with their progress."""
    context = {"jobs": queries.list_jobs_for(request.user), "present": has_live_worker(), "section": "jobs"}
    template = "jobs/list.html" if request.headers.get("HX-Request") else "jobs/jobs.html"
    return render(request, template, context)


def show_job(request: PageRequest, job: Job) -> HttpResponse:
    """Show one job; the page reloads this every second while the job is open."""
    context = {
        "job": job,
        "present": has_live_worker(),
        "own": job.person_id == request.user.pk,
        "may_cancel": job.open and policy.may(request.user, "jobs.cancel", job),
        "section": "jobs",
    }
    template = "jobs/card.html" if request.headers.get("HX-Request") else "jobs/job.html"
    return render(request, template, context)


def cancel_job(request: PageRequest, job: Job) -> HttpResponse:
    """Cancel one."""
    updated_job = cancel_and_confirm.cancel(request.user, job)
    is_cancelled = updated_job.state == JobState.CANCELLED
    message = _("任务已取消。") if is_cancelled else _("正在取消。")
    return redirect_with_message(request, message, "job", job.pk)


def confirm_job(request: PageRequest, job: Job) -> HttpResponse:
    """Let a job go on with the changes that it showed."""
    confirmed_job = cancel_and_confirm.confirm(request.user, job, clear=request.POST.get("clear") == "1")
    return follow_job(request, confirmed_job)


def show_timers(request: PageRequest) -> HttpResponse:
    """Show the timers."""
    context = {"rows": queries.list_timer_rows(), "present": has_live_worker(), "section": "timers"}
    return render(request, "jobs/timers.html", context)


def follow_job(request: PageRequest, job: Job) -> HttpResponse:
    """Wait briefly, then redirect to the job's result, or to its page while it is running.

    Raises Refused, or RowErrors with every fault, where the job was refused.
    """
    settled_job = queries.wait_until_settled(job)
    if settled_job.state == JobState.FAILED and not settled_job.error:
        raise build_refusal(settled_job)
    if settled_job.state == JobState.DONE and settled_job.address:
        messages.success(request, settled_job.message)
        return redirect(settled_job.address)
    return redirect("job", settled_job.pk)


def build_refusal(job: Job) -> Refused:
    """Rebuild the exception with which the job was refused."""
    if job.faults:
        return RowErrors(job.message, [(row, column, problem) for row, column, problem in job.faults])
    return Refused(job.message)
