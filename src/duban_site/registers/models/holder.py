"""持钥人: keyholders, who together open what was sealed; only public keys are stored."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from duban.registers.sealing import PublicKey
from duban_site.people.models import Person
from duban_site.registers.models.register import Register


class Holder(models.Model):
    """A keyholder's public key. The key file is handed out once and never stored."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="holders")
    name = models.CharField(max_length=40)
    public = models.CharField(max_length=100)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("register", "pk")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["register", "public"], name="one_holder_key")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> PublicKey:
        """The key as the library's type."""
        return PublicKey(self.name, self.public)
