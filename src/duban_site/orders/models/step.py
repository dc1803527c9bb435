"""The steps of an order, with person, date, text and evidence; none is ever deleted."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.orders.labels import ACTION_CHOICES
from duban_site.orders.models.order import STAGE_CHOICES, Order
from duban_site.people.models import Body, Person


class Step(models.Model):
    """One action: `on` is its effective day, `at` when it was recorded, `stage` the stage after."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="steps")
    action = models.CharField(max_length=20, choices=ACTION_CHOICES)
    stage = models.CharField(max_length=10, choices=STAGE_CHOICES)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return f"{self.order} {self.get_action_display()}"


class StepFile(models.Model):
    """佐证材料 of a step: a file in the evidence store, by its hash."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)

    scopes: ClassVar[ConditionByScope] = {
        Scope.CONCERNED: lambda person: (
            (Q(step__order__lead_body=person.body_id) | Q(step__order__cooperating=person.body_id))
            & Q(step__order__issued_on__isnull=False)
        ),
        Scope.LEADER_COMMITMENTS: lambda person: Q(
            step__order__leader=person.leader_id, step__order__number__isnull=False
        ),
    }

    class Meta:
        ordering = ("step", "pk")
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["step", "sha256"], name="one_file_a_step")]

    def __str__(self) -> str:
        return self.name
