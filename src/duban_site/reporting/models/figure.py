"""进展数据: accepted figures. A new figure for a period is a new row; none is overwritten."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from duban_site.people.models import Body, Person
from duban_site.plans.models import Claim
from duban_site.plans.models.claim import DIGITS, PLACES


class Version(models.TextChoices):
    """How final a published figure is."""

    PRELIMINARY = "preliminary", _("初步")
    REVISED = "revised", _("修订")
    FINAL = "final", _("最终")


class Figure(models.Model):
    """A figure for a claim at a period end, in the claim's base unit.

    `period` is written as `duban.series` does (2025-Q1, 2025-01..05, 2025, 2025-06-30), `end` its
    last day. `serial` counts the figures for the same period; the highest one is in force.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="figures")
    period = models.CharField(max_length=16)
    end = models.DateField()
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    published = models.DateField(null=True)
    version = models.CharField(max_length=12, choices=Version.choices)
    serial = models.PositiveIntegerField(default=1)
    source = models.CharField(_("来源"), max_length=300)
    entry = models.ForeignKey("reporting.Entry", models.PROTECT, null=True, related_name="accepted_figures")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField()

    class Meta:
        ordering = ("claim", "end", "serial")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["claim", "period", "serial"], name="figure_serial")
        ]

    def __str__(self) -> str:
        return f"{self.claim.indicator} {self.period}: {self.value}"
