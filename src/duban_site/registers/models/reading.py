"""A measure read on a day, with the records that it counted. A new reading is a new row."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.registers.models.register import Register

IDS_PER_PAGE = 500
"""Ids on one row of `CountedPage`, and on one page of the list behind a figure."""


class Reading(models.Model):
    """A measure's value as of a day. `serial` counts the readings of one day; none is ever changed.

    `by` and `group` narrow it to one group of the measure; `groups` are (value, figure) by each
    field of `by` that the measure declares.
    """

    register = models.ForeignKey(Register, models.CASCADE, related_name="readings")
    measure = models.CharField(max_length=40)
    by = models.CharField(max_length=40, blank=True)
    group = models.CharField(max_length=200, blank=True)
    as_of = models.DateField()
    serial = models.PositiveIntegerField(default=1)
    value = models.DecimalField(max_digits=30, decimal_places=6, null=True)
    unit = models.CharField(max_length=20)
    counted = models.PositiveIntegerField()
    groups = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    scopes: ClassVar[ConditionByScope] = {
        Scope.ACTIVE: lambda _person: Q(register__restricted=False),
        Scope.ACTOR_BODY: lambda person: Q(register__restricted=False) | Q(register__body=person.body_id),
    }

    class Meta:
        ordering = ("register", "measure", "-as_of", "-serial")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["register", "measure", "by", "group", "as_of", "serial"], name="one_reading"
            )
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.measure} {self.as_of}: {self.value}"


class CountedPage(models.Model):
    """Some of the ids that a reading counted, in order (`id/row` for sub-rows)."""

    unlogged = "derived: which records a reading counted"

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="pages")
    page = models.PositiveIntegerField()
    ids = models.JSONField()

    class Meta:
        ordering = ("reading", "page")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["reading", "page"], name="one_counted_page")
        ]

    def __str__(self) -> str:
        return f"{self.reading_id}/{self.page}"
