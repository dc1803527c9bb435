"""What each record adds to each measure from when to when, and the sums of these by day."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from duban_site.registers.models.record import RegisterRecord
from duban_site.registers.models.register import Register

SCALE = 1_000_000
"""`above` and `below` are whole millionths: both databases add integers up exactly."""


class SumState(models.TextChoices):
    """Whether the sums of a measure can be used."""

    STALE = "stale"
    FRESH = "fresh"
    UNFIT = "unfit"


class MeasureCache(models.Model):
    """A measure whose shares and sums are stored.

    `fingerprint` is a hash of the rules (declaration and calendar) that they were computed by.
    Stale ones are rebuilt by night, record by record; meanwhile every change updates its record's.
    A measure is unfit where an amount is no whole number of millionths: it is then computed from
    the histories.
    """

    unlogged = "derived from records, made anew at need"

    register = models.ForeignKey(Register, models.CASCADE, related_name="measure_caches")
    measure = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=90)
    state = models.CharField(max_length=5, choices=SumState.choices, default=SumState.STALE)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["register", "measure"], name="one_cache_a_measure")
        ]

    def __str__(self) -> str:
        return f"{self.register_id}/{self.measure} {self.state}"


class Share(models.Model):
    """One record's (`row`: sub-row's) part in a measure from `since` until before `until`.

    Written with the record's event, in its transaction; `groups` are its values by each field that
    splits the measure, as text.
    """

    unlogged = "derived from records, made anew at need"

    cache = models.ForeignKey(MeasureCache, models.CASCADE, related_name="shares", db_index=False)
    record = models.ForeignKey(RegisterRecord, models.CASCADE, related_name="shares")
    row = models.CharField(max_length=60, blank=True)
    place = models.PositiveIntegerField(default=0)
    since = models.DateField()
    until = models.DateField(null=True)
    day = models.DateField(null=True)
    above = models.BigIntegerField()
    below = models.BigIntegerField()
    groups = models.JSONField(default=dict)

    class Meta:
        ordering = ("record_id", "place")
        # By record for the list behind a figure; by end for what few of them still last.
        indexes = (
            models.Index(fields=["cache", "record", "place"], name="share_list"),
            models.Index(fields=["cache", "until"], condition=Q(until__isnull=False), name="share_until"),
            models.Index(fields=["cache", "record"], condition=Q(until__isnull=True), name="share_lasting"),
        )

    def __str__(self) -> str:
        return f"{self.cache_id}/{self.record_id} {self.since}"


class Sum(models.Model):
    """What changes in a measure's sums on a day `at` (or, `month`, in all of the month from `at`).

    `period` is the year or the month that the shares fall in (2025, 202503), 0 where the measure
    has none. Under an empty `field` all of them, else those of one group.
    """

    unlogged = "derived from records, made anew at need"

    cache = models.ForeignKey(MeasureCache, models.CASCADE, related_name="sums", db_index=False)
    period = models.PositiveIntegerField()
    month = models.BooleanField()
    at = models.DateField()
    field = models.CharField(max_length=40, blank=True)
    name = models.TextField(blank=True)
    count = models.BigIntegerField()
    above = models.BigIntegerField()
    below = models.BigIntegerField()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["cache", "period", "month", "at", "field", "name"], name="one_sum")
        ]

    def __str__(self) -> str:
        return f"{self.cache_id} {self.at} {self.field} {self.name}: {self.count}"
