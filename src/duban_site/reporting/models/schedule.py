"""序时计划: what should be done by when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.people.models import Person
from duban_site.plans.models import Claim, Commitment
from duban_site.reporting.models.reference import PublishedSeries


class ScheduleKind(models.TextChoices):
    """How progress is expected to run through the year (the library's kinds)."""

    EVEN = "even", _("均匀")
    STEP = "step", _("按报告节点")
    CURVE = "curve", _("单位自定月度曲线")
    SEASONAL = "seasonal", _("按往年季节")
    ANNUAL = "annual", _("仅年末评价")


class Reading(models.TextChoices):
    """How figures are to be read, where the default would mislead (`duban.assessment.Figures`)."""

    AUTO = "auto", _("年内累计")
    SINGLE = "single", _("各期单列，相加")
    STOCK = "stock", _("时点总量，减去基数")
    FALL = "fall", _("填降幅，正数为下降")
    SIGNED = "signed", _("带符号，负数为下降")


class Schedule(models.Model):
    """The schedule of one claim; a claim without a row has the even one.

    `shares` are the expected cumulative shares of the target by period, `{"2025-Q1": "0.25", …}`,
    for steps and curves; `past` the amounts of past years by month, for seasonal schedules.
    `lag` is by how many months the statistic is late (错月指标).
    """

    claim = models.OneToOneField(Claim, models.CASCADE, related_name="schedule")
    kind = models.CharField(_("方式"), max_length=10, choices=ScheduleKind.choices, default=ScheduleKind.EVEN)
    shares = models.JSONField(_("月末累计占比"), default=dict, blank=True)
    past = models.JSONField(_("往年各月累计"), default=dict, blank=True)
    lag = models.PositiveSmallIntegerField(_("滞后月数"), default=0)
    reading = models.CharField(_("数据口径"), max_length=8, choices=Reading.choices, default=Reading.AUTO)
    flow = models.BooleanField(_("年内累计量"), null=True, blank=True)
    """Whether a level is a flow within the year (产值) or a stock at a date (参保人数)."""
    reference = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, related_name="compared",
        verbose_name=_("参照指标"),
    )  # fmt: skip
    """The claim of the same plan that a relative target is compared with (与经济增长同步)."""
    published_series = models.ForeignKey(
        PublishedSeries, models.PROTECT, null=True, blank=True, related_name="compared",
        verbose_name=_("参照数列"),
    )  # fmt: skip
    """Or the published series (高于全省平均). Never both."""

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="one_reference",
                condition=Q(reference__isnull=True) | Q(published_series__isnull=True),
                violation_error_message=_("参照指标和参照数列只能选一个。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim} {self.get_kind_display()}"


class Milestone(models.Model):
    """节点: one step of a qualitative or project commitment; done when the office accepts it."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="milestones")
    due = models.DateField(_("应完成日期"))
    text = models.CharField(_("节点内容"), max_length=300)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    accepted_on = models.DateField(_("确认日期"), null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reported_done_on = models.DateField(_("单位报完成日期"), null=True, blank=True)
    """The day that the body reports; the office confirms it as `done_on`."""
    reported_source = models.CharField(_("单位报依据"), max_length=300, blank=True)
    weight = models.DecimalField(_("权重"), max_digits=6, decimal_places=2, default=1)
    source = models.CharField(_("依据"), max_length=300, blank=True)
    evidence = models.ForeignKey("reporting.Evidence", models.PROTECT, null=True, related_name="milestones")

    class Meta:
        ordering = ("commitment", "due", "pk")

    def __str__(self) -> str:
        return f"{self.due} {self.text}"
