"""持钥人: who can help to open what was sealed; of a key only its public half is here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from duban.register.sealing import PublicKey
from duban_site.ledgers.models.ledger import Ledger
from duban_site.people.models import Person


class Holder(models.Model):
    """A keyholder's public key. The key file was given out once and is kept nowhere here."""

    ledger = models.ForeignKey(Ledger, models.CASCADE, related_name="holders")
    name = models.CharField(max_length=40)
    public = models.CharField(max_length=100)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("ledger", "pk")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["ledger", "public"], name="one_holder_key")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> PublicKey:
        """As the library takes it."""
        return PublicKey(self.name, self.public)
