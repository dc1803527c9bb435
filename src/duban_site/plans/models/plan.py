"""A plan and the outline of its report."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban.commitments import PartRole
from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.people.models import Person


class Status(models.TextChoices):
    """How far a plan has come."""

    DRAFT = "draft", _("起草中")
    ACTIVE = "active", _("执行中")
    CLOSED = "closed", _("已结束")


class Plan(models.Model):
    """One city's report of one year, as supervised. `text` is the report; spans point into it.

    `notices` are the reader's hints for review. `rules` names the set of thresholds by which its
    commitments are assessed, `thresholds` has those that the office changed, as written (domain.md
    2.2: they differ from city to city; `plans.rules` puts both together). `simulated` marks
    invented figures, and is shown wherever they are.
    """

    city = models.CharField(_("城市"), max_length=40)
    year = models.PositiveIntegerField(_("年度"))
    title = models.CharField(_("标题"), max_length=200, blank=True)
    text = models.TextField(_("报告全文"))
    report_date = models.DateField(_("报告日期"), null=True, blank=True)
    source_name = models.CharField(_("文件"), max_length=200, blank=True)
    source_format = models.CharField(max_length=10, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    unread = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    rules = models.CharField(_("评价规则"), max_length=60, default="default")
    thresholds = models.JSONField(_("改动的门槛"), default=dict, blank=True)
    status = models.CharField(_("状态"), max_length=8, choices=Status.choices, default=Status.DRAFT)
    simulated = models.BooleanField(_("模拟数据"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    scopes: ClassVar[ConditionByScope] = {Scope.ACTIVE: lambda _person: ~Q(status=Status.DRAFT)}

    class Meta:
        ordering = ("-year", "city", "-pk")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["city", "year"],
                condition=~Q(status=Status.DRAFT),
                name="one_plan_in_force",
                violation_error_message=_("该城市该年度已有执行中的计划。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.city}{self.year}年计划"

    def claim_count(self) -> int:
        """How many claims its commitments hold, whatever was decided on them."""
        return sum(self.commitments.annotate(n=models.Count("claims")).values_list("n", flat=True))


class Part(models.Model):
    """部分: a chapter of the report. `number` is None for opening targets and unnumbered text."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="parts")
    order = models.PositiveIntegerField()
    number = models.PositiveIntegerField(null=True)
    heading = models.CharField(max_length=300)
    role = models.CharField(max_length=8, choices=[(r.value, r.value) for r in PartRole])
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ("plan", "order")
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["plan", "order"], name="part_order")]

    def __str__(self) -> str:
        return self.heading


class Topic(models.Model):
    """专题: a paragraph under its leading sentence."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="topics")
    order = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    heading = models.CharField(max_length=500, blank=True)
    section = models.CharField(max_length=300, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ("part", "order")
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["part", "order"], name="topic_order")]

    def __str__(self) -> str:
        return self.heading
