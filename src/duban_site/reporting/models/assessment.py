"""评价: the library's assessment, stored with its sum."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.core.status_labels import LIGHT_CHOICES, STATUS_CHOICES
from duban_site.people.models import Body, Person
from duban_site.plans.models import Claim, Commitment, State
from duban_site.plans.models import Status as PlanStatus
from duban_site.plans.models.claim import DIGITS, PLACES


def _decimal_field() -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)


class Assessment(models.Model):
    """The status of a commitment (`slot` 0) or of one of its claims, as of a date.

    `sum` holds the components by which it can be redone by hand: inputs, formula, threshold,
    source rows. The commitment's own row is that of its weakest claim, which `claim` names; a
    commitment of several claims has a row for each besides, with the claim's key as `slot`.
    """

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="assessments")
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="assessments")
    claim = models.ForeignKey(Claim, models.CASCADE, null=True, related_name="assessments")
    slot = models.BigIntegerField(default=0)
    as_of = models.DateField()
    status = models.CharField(max_length=12, choices=STATUS_CHOICES)
    light = models.CharField(max_length=8, choices=LIGHT_CHOICES, blank=True)
    value = _decimal_field()
    expected = _decimal_field()
    gap = _decimal_field()
    forecast = _decimal_field()
    forecast_low = _decimal_field()
    forecast_high = _decimal_field()
    probability = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    sum = models.JSONField(default=dict)
    rules = models.CharField(max_length=60)

    scopes: ClassVar[ConditionByScope] = {
        Scope.ACTIVE: lambda _person: Q(commitment__state=State.ACCEPTED) & ~Q(plan__status=PlanStatus.DRAFT),
        Scope.ACTOR_BODY: lambda person: (
            Q(commitment__responsibilities__body=person.body_id) & ~Q(plan__status=PlanStatus.DRAFT)
        ),
    }

    class Meta:
        ordering = ("commitment", "as_of", "slot")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["commitment", "as_of", "slot"], name="one_assessment")
        ]
        # The boards read a plan's newest overall assessments.
        indexes = (models.Index(fields=["plan", "as_of", "status"], condition=Q(slot=0), name="assessment_board"),)

    def __str__(self) -> str:
        return f"{self.commitment.number} {self.as_of} {self.get_status_display()}"


class Reply(models.Model):
    """申辩: the body's statement on an assessment; always shown beside it."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="replies")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    text = models.TextField(_("说明"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("assessment", "at")

    def __str__(self) -> str:
        return f"{self.body}: {self.text[:40]}"
