"""A month's reporting."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from duban_site.plans.models import Plan


class ReportingRound(models.Model):
    """One month of a plan: figures to the end of `month`, due by `due`, late after `late_after`.

    Both dates are worked out in working days when the round is opened (`duban.series.calendar`).
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rounds")
    month = models.PositiveSmallIntegerField(_("月份"))
    due = models.DateField(_("截止日期"))
    late_after = models.DateField(_("宽限至"))
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("plan", "-month")
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["plan", "month"], name="one_round_a_month")]

    def __str__(self) -> str:
        return f"{self.plan} {self.month}月"

    @property
    def as_of(self) -> dt.date:
        """The last day of its month."""
        if self.month == 12:
            return dt.date(self.plan.year, 12, 31)
        return dt.date(self.plan.year, self.month + 1, 1) - dt.timedelta(days=1)
