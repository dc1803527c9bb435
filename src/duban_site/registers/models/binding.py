"""A measure bound to a claim."""

from __future__ import annotations

from django.db import models

from duban_site.people.models import Person
from duban_site.plans.models import Claim
from duban_site.registers.models.reading import Reading
from duban_site.registers.models.register import Register
from duban_site.reporting.models import Figure


class Binding(models.Model):
    """The office's decision that a measure (or one group of it) supplies a claim's figures."""

    claim = models.OneToOneField(Claim, models.CASCADE, related_name="binding")
    register = models.ForeignKey(Register, models.PROTECT, related_name="bindings")
    measure = models.CharField(max_length=40)
    by = models.CharField(max_length=40, blank=True)
    group = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(auto_now_add=True)
    fed_until = models.DateField(null=True)
    """The latest month end that was fed."""

    class Meta:
        ordering = ("claim",)

    def __str__(self) -> str:
        return f"{self.claim} ← {self.register} {self.measure}"


class Fed(models.Model):
    """The reading that a figure was written from."""

    figure = models.OneToOneField(Figure, models.PROTECT, related_name="fed")
    reading = models.ForeignKey(Reading, models.PROTECT, related_name="fed")

    def __str__(self) -> str:
        return f"{self.figure_id} ← {self.reading_id}"
