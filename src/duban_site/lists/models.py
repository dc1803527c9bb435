"""Views under a name, and changes of many rows that can be undone."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.people.models import Person


class SavedView(models.Model):
    """A person's own view of a list: its filters, order and columns as a query string."""

    unlogged = "how somebody likes to see a list"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    listing = models.CharField(max_length=20)
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("listing", "name")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["person", "listing", "name"], name="one_view_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class BatchChange(models.Model):
    """One change of many rows: of each its key, and the value before and after."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    listing = models.CharField(max_length=20)
    operation = models.CharField(max_length=20)
    rows = models.JSONField(default=list)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    scopes: ClassVar[ConditionByScope] = {Scope.REQUESTED: lambda person: Q(person=person)}

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.listing} {self.operation}"
