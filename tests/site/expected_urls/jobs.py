"""Jobs and timers: everybody sees their own, the office and who looks after the service all."""

from __future__ import annotations

from cast_of_people import Cast
from django.utils import timezone

from duban_site.jobs.models import Job, JobState
from duban_site.plans.models import Plan

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "jobs":                  ("lyyyyyyy", "--------"),
    "job":                   ("lyyy444y", "--------"),
    "cancel_job":            ("--------", "lyyy4444"),
    "confirm_job":           ("--------", "l44y4444"),
    "timers":                ("lynnnnny", "--------"),
}  # fmt: skip


def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments; the job is one that the water bureau's liaison asked for."""
    now = timezone.now()
    preview = {"digest": "0", "changes": [], "notices": [], "count": 0, "emptied": 0}
    job = Job.objects.create(
        kind="jobs.tidy",
        title="导入",
        person=cast.lu,
        state=JobState.UNCONFIRMED,
        enqueued_at=now,
        due_at=now,
        preview=preview,
    )
    return {name: {"pk": job.pk} for name in ("job", "cancel_job", "confirm_job")}
