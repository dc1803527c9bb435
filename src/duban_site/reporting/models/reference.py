"""参照数列: another office's published series that targets are compared with."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from duban_site.people.models import Person
from duban_site.plans.models import Claim, Plan
from duban_site.plans.models.claim import DIGITS, PLACES
from duban_site.reporting.models.figure import Version


class PublishedSeries(models.Model):
    """A series that no unit reports: the province's average, the country's growth.

    Targets such as 高于全省平均 are compared with it; `unit` is that of its figures.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="published_series")
    name = models.CharField(_("名称"), max_length=120)
    unit = models.CharField(_("计量单位"), max_length=20, default="%", blank=True)

    class Meta:
        ordering = ("plan", "name")
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["plan", "name"], name="one_series_a_name")]

    def __str__(self) -> str:
        return self.name


class PublishedFigure(models.Model):
    """One figure of a published series. A later version is a new row; none is overwritten.

    `period`, `end` and `serial` are as in Figure; `source` says where it was published.
    """

    series = models.ForeignKey(PublishedSeries, models.CASCADE, related_name="figures")
    period = models.CharField(_("数据期"), max_length=16)
    end = models.DateField()
    value = models.DecimalField(_("数值"), max_digits=DIGITS, decimal_places=PLACES)
    published = models.DateField(_("发布日期"), null=True, blank=True)
    version = models.CharField(_("版本"), max_length=12, choices=Version.choices, default=Version.PRELIMINARY)
    serial = models.PositiveIntegerField(default=1)
    source = models.CharField(_("来源"), max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("series", "end", "serial")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["series", "period", "serial"], name="published_figure_serial")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.period}: {self.value}"


class PublishedSource(models.Model):
    """A claim's figures are those of a published series: its body does not type them."""

    claim = models.OneToOneField(Claim, models.CASCADE, related_name="published_source")
    series = models.ForeignKey(PublishedSeries, models.CASCADE, related_name="feeds")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.claim_id} ← {self.series}"
