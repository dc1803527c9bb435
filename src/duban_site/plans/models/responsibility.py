"""Which units answer for a commitment."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from duban_site.people.models import Body
from duban_site.plans.models.commitment import Commitment


class Duty(models.TextChoices):
    """Lead or cooperating."""

    LEAD = "lead", _("牵头单位")
    COOPERATING = "cooperating", _("责任（协同）单位")


class Responsibility(models.Model):
    """One unit's duty for one commitment. The first-named lead reports (`order` 0)."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="responsibilities")
    body = models.ForeignKey(Body, models.PROTECT, related_name="responsibilities")
    duty = models.CharField(max_length=12, choices=Duty.choices)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("commitment", "duty", "order")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["commitment", "body"], name="one_duty_a_body")
        ]
        indexes = (models.Index(fields=["body", "duty"], name="responsibility_body"),)

    def __str__(self) -> str:
        return f"{self.body} {self.get_duty_display()}"
