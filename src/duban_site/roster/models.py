"""First passwords until they are printed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.encryption.fields import EncryptedTextField
from duban_site.people.models import Person


class SlipSheet(models.Model):
    """The slips of one import: shown once to whoever imported, then the passwords are gone."""

    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField()
    passwords = EncryptedTextField(context="roster.passwords", always=True, blank=True)
    """JSON, sign-in name → first password; empty once it was shown or its days are over."""

    unlogged_columns = ("passwords",)
    scopes: ClassVar[ConditionByScope] = {Scope.REQUESTED: lambda person: Q(by=person)}

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.count}"
