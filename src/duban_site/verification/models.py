"""A year's check: what the next report says of each target, proposed, decided, confirmed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban.verification import Judgement
from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.people.models import Person
from duban_site.plans.models import Commitment, Plan

JUDGEMENTS = [
    (Judgement.MET.value, _("完成")),
    (Judgement.NEAR.value, _("基本完成")),
    (Judgement.MISSED.value, _("未完成")),
    (Judgement.NOT_REPORTED.value, _("未报告")),
    (Judgement.CHANGED_BASIS.value, _("口径改变")),
    (Judgement.UNCLEAR.value, _("不明确")),
]


class Check(models.Model):
    """核对: a plan checked by one file. `text` is that file's text; empty for a table of figures.

    It is a draft until the office confirms it; afterwards nothing of it changes. Readers see the
    newest confirmed one first.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="checks")
    serial = models.PositiveIntegerField(default=1)
    title = models.CharField(_("依据"), max_length=200)
    source_name = models.CharField(_("文件"), max_length=200)
    source_sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    scopes: ClassVar[ConditionByScope] = {Scope.ACTIVE: lambda _person: Q(confirmed_at__isnull=False)}

    class Meta:
        ordering = ("plan", "-serial")
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["plan", "serial"], name="check_serial")]

    def __str__(self) -> str:
        return f"{self.plan} · {self.title}"

    @property
    def is_confirmed(self) -> bool:
        """Whether the office has confirmed it."""
        return self.confirmed_at is not None


class CheckRow(models.Model):
    """One target of an accepted commitment. `proposed` is the library's verdict.

    `judgement` is the verdict in force, `reason` why the office changed it. Offsets are in the
    plan's text and in the check's; a result has none where it is a published figure or missing.
    """

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="rows")
    order = models.PositiveIntegerField()
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="check_rows")
    part = models.CharField(_("部分"), max_length=300, blank=True)
    indicator = models.CharField(_("指标名称"), max_length=200)
    target_number = models.CharField(_("目标"), max_length=120)
    target_quote = models.TextField(_("目标原文"))
    target_start = models.PositiveIntegerField()
    target_end = models.PositiveIntegerField()
    result_number = models.CharField(_("结果"), max_length=120, blank=True)
    result_quote = models.TextField(_("结果原文"), blank=True)
    result_start = models.PositiveIntegerField(null=True)
    result_end = models.PositiveIntegerField(null=True)
    source = models.CharField(_("出处"), max_length=500, blank=True)
    sum = models.TextField(_("算式"))
    proposed = models.CharField(max_length=14, choices=JUDGEMENTS)
    judgement = models.CharField(_("评价"), max_length=14, choices=JUDGEMENTS)
    reason = models.CharField(_("改判理由"), max_length=300, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("check_of", "order")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["check_of", "order"], name="check_row_order")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.target_number}"
