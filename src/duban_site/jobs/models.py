"""Jobs with their files, timers, and the workers that are there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.encryption.fields import EncryptedBinaryField, EncryptedJSONField
from duban_site.people.models import Person


class JobState(models.TextChoices):
    """How far a job has come."""

    WAITING = "waiting", _("等待")
    RUNNING = "running", _("进行中")
    UNCONFIRMED = "asking", _("待确认")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")
    CANCELLED = "cancelled", _("已取消")


OPEN = (JobState.WAITING, JobState.RUNNING, JobState.UNCONFIRMED)
"""States from which something can still come."""


class Job(models.Model):
    """One piece of work, done by a worker for the person who asked for it.

    `key`: while one waits, another with the same key is not enqueued. `lane`: of one lane at most
    one runs. A job belongs to the worker `claimed_by` until `lease_until`; a worker that does not
    renew its lease counts as dead. `preview` is what a job in state `asking` would change.
    """

    unlogged_columns = (
        *("state", "due_at", "started_at", "finished_at", "attempts", "claimed_by", "lease_until", "cancel_asked"),
        *("step", "done", "total", "message", "address", "faults", "preview", "error"),
    )

    kind = models.CharField(max_length=60)
    title = models.CharField(_("任务"), max_length=200)
    arguments = models.JSONField(default=dict)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    """Whose rights it runs with; none for the service's own."""
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(_("状态"), max_length=10, choices=JobState.choices, default=JobState.WAITING)
    key = models.CharField(max_length=120, blank=True)
    lane = models.CharField(max_length=120, blank=True)
    enqueued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    step = models.CharField(max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    """The page of what came of it."""
    faults = EncryptedJSONField(default=list, context="jobs.faults")
    """(row, column, what is wrong) of a file that was refused."""
    preview = EncryptedJSONField(null=True, context="jobs.preview")
    error = models.TextField(blank=True)
    """What went wrong in the program's own words, for whoever looks after the service."""

    scopes: ClassVar[ConditionByScope] = {Scope.REQUESTED: lambda person: Q(person=person)}

    class Meta:
        ordering = ("-enqueued_at", "-pk")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state=JobState.WAITING) & ~Q(key=""), name="one_job_waits_for_a_key"
            ),
            models.UniqueConstraint(
                fields=["lane"], condition=Q(state=JobState.RUNNING) & ~Q(lane=""), name="one_job_runs_in_a_lane"
            ),
        ]
        indexes = (models.Index(fields=["state", "due_at"], name="job_next"),)

    def __str__(self) -> str:
        return self.title

    @property
    def open(self) -> bool:
        """Whether it waits, runs or asks."""
        return self.state in OPEN


class JobFile(models.Model):
    """The file that a job reads: kept with it in one transaction, gone when it has ended."""

    job = models.OneToOneField(Job, models.CASCADE, related_name="file")
    name = models.CharField(max_length=255)
    content = EncryptedBinaryField(context="jobs.file")

    def __str__(self) -> str:
        return self.name


class Timer(models.Model):
    """When a timer runs next, and how it went last."""

    unlogged = "when it runs next; what a run does is logged with it"

    name = models.CharField(max_length=60, unique=True)
    next_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    succeeded = models.BooleanField(null=True)
    message = models.TextField(blank=True)
    """What the last run did, or the last error."""

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A worker process, and when it was last there."""

    unlogged = "a sign of life every few seconds"

    name = models.CharField(max_length=120, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
