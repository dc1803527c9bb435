"""A register in use, and every version of its declaration."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban.registers import Declaration, load
from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.people.models import Body, Person


@lru_cache(maxsize=64)
def load_declaration(text: str, name: str) -> Declaration:
    """Parse a declaration, cached for each version in use."""
    return load(text, name)


class Register(models.Model):
    """台账: a declaration in use. `text` is the version that counts; all of them are kept.

    `body` keeps it (主管单位): its people are keepers, and for a restricted register nobody else
    but the office and the auditor sees it. Without one the office keeps it. `counter` numbers
    records that come without a number of their own.
    """

    key = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    english = models.CharField(max_length=120)
    about = models.CharField(_("说明"), max_length=500, blank=True)
    version = models.PositiveIntegerField(_("版本"), default=1)
    text = models.TextField(_("声明"))
    template = models.CharField(max_length=40, blank=True)
    restricted = models.BooleanField(_("限定范围"), default=False)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="registers", verbose_name="主管单位"
    )
    simulated = models.BooleanField(_("模拟数据"), default=False)
    counter = models.PositiveBigIntegerField(default=0)
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    scopes: ClassVar[ConditionByScope] = {
        Scope.ACTIVE: lambda _person: Q(restricted=False),
        Scope.SERVICE: lambda account: Q(key__in=account.registers),
        Scope.ACTOR_BODY: lambda person: Q(restricted=False) | Q(body=person.body_id),
    }

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def declaration(self) -> Declaration:
        """The parsed declaration in the version in use."""
        return load_declaration(self.text, self.key)


class RegisterVersion(models.Model):
    """One version of a declaration, as it was written."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    text = models.TextField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("register", "-version")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["register", "version"], name="one_register_version")
        ]

    def __str__(self) -> str:
        return f"{self.register} v{self.version}"
