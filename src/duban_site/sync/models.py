"""The last imported state of a source, row by row, so that an interrupted run can continue."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from duban_site.registers.models import Register, RegisterRecord


class SyncRun(models.Model):
    """One run of a mapping; without `finished_at` it was ended before its end, or still goes on."""

    unlogged = "how a run went; what it did to records is logged with them, its end as registers.sync"

    mapping = models.CharField(max_length=80)
    register = models.ForeignKey(Register, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.mapping} {self.pk}"


class SyncedRow(models.Model):
    """A row of a source as it was last taken: written in the transaction that writes its record.

    `digest` is of the row as the mapping reads it: where it is the same, nothing is done. `run` is
    the last one that saw the row. `gone_at` says since when the source has it no more.
    """

    unlogged = "digests of what a source has; what was done to records is logged with them"

    mapping = models.CharField(max_length=80)
    register = models.ForeignKey(Register, models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    record = models.ForeignKey(RegisterRecord, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    run = models.ForeignKey(SyncRun, models.PROTECT, related_name="+")
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["mapping", "register", "key"], name="one_synced_row")
        ]
        indexes = (models.Index(fields=["mapping", "register", "run"], name="synced_run"),)

    def __str__(self) -> str:
        return f"{self.mapping} {self.key}"
