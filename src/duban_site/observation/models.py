"""A document that was read for a plan, and every figure that it proposes for a target."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.people.models import Person
from duban_site.plans.models import Claim, Plan
from duban_site.plans.models.claim import DIGITS, PLACES
from duban_site.reporting.models import Figure
from duban_site.reporting.models.figure import Version


class Document(models.Model):
    """文件: an official document, identified by title, file name and hash."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="documents")
    title = models.CharField(_("标题"), max_length=200)
    name = models.CharField(_("文件"), max_length=200)
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    scopes: ClassVar[ConditionByScope] = {Scope.ACTIVE: lambda _person: ~Q(plan__status="draft")}

    class Meta:
        ordering = ("-read_at", "-pk")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan", "sha256"], name="one_document_a_plan")
        ]

    def __str__(self) -> str:
        return self.title


class Decision(models.TextChoices):
    """What the office made of a proposal."""

    OPEN = "open", _("待定")
    ACCEPTED = "accepted", _("采用")
    REFUSED = "refused", _("不采用")


class Proposal(models.Model):
    """A figure that a document states, proposed for a claim. `number` and `quote` are its words.

    `value` is in the claim's base unit. An accepted one has its `figure`, whose source names the
    document.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="proposals")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="proposals")
    indicator = models.CharField(_("名称"), max_length=200)
    number = models.CharField(_("数据"), max_length=200)
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    period = models.CharField(_("时期"), max_length=16)
    end = models.DateField()
    basis = models.CharField(_("口径"), max_length=80, blank=True)
    version = models.CharField(max_length=12, choices=Version.choices)
    quote = models.TextField(_("原句"))
    start = models.PositiveIntegerField(null=True)
    sure = models.BooleanField()
    doubt = models.CharField(_("存疑"), max_length=300, blank=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    figure = models.OneToOneField(Figure, models.PROTECT, null=True, related_name="proposal")

    scopes: ClassVar[ConditionByScope] = {Scope.ACTIVE: lambda _person: ~Q(document__plan__status="draft")}

    class Meta:
        ordering = ("document", "claim__commitment__order", "claim__order", "pk")

    def __str__(self) -> str:
        return f"{self.indicator} {self.number}"
