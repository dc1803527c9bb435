"""Clues and ratings. The sender is unknown; a contact is stored separately for a limited time."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.encryption.fields import EncryptedTextField
from duban_site.people.models import Body, Person
from duban_site.plans.models import Commitment

GRADES = [(5, _("非常满意")), (4, _("满意")), (3, _("基本满意")), (2, _("不满意")), (1, _("非常不满意"))]


class Stage(models.TextChoices):
    """The stage of the office's work on a clue."""

    RECEIVED = "received", _("待审核")
    ACCEPTED = "accepted", _("已采纳")
    REJECTED = "rejected", _("不予采纳")
    FORWARDED = "forwarded", _("已转单位")
    ANSWERED = "answered", _("已答复")


class Clue(models.Model):
    """线索: a citizen's message about a commitment. `text` is the citizen's and is never public.

    The office publishes `summary`, the matter in its own words, and `answer`.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="clues")
    text = models.TextField(_("内容"))
    at = models.DateTimeField()
    stage = models.CharField(_("状态"), max_length=10, choices=Stage.choices, default=Stage.RECEIVED)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="clues", verbose_name=_("承办单位"))
    reason = models.CharField(_("审核说明"), max_length=300, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    summary = models.CharField(_("事项摘要"), max_length=300, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    scopes: ClassVar[ConditionByScope] = {
        Scope.ACTOR_BODY: lambda person: Q(body=person.body_id, stage__in=(Stage.FORWARDED, Stage.ANSWERED))
    }

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=["stage", "-at"], name="clue_stage"),
            models.Index(
                fields=["commitment", "published_at"], condition=Q(published_at__isnull=False), name="clue_published"
            ),
        )

    def __str__(self) -> str:
        return f"线索{self.pk}（{self.commitment.number}）"


class Contact(models.Model):
    """A citizen's contact, if given. Personal data: in its own table, deleted after `until`."""

    clue = models.OneToOneField(Clue, models.CASCADE, related_name="contact")
    reach = EncryptedTextField(_("联系方式"), max_length=100, context="public.reach", personal=True)
    until = models.DateField()

    def __str__(self) -> str:
        return f"联系方式（线索{self.clue_id}）"


class Rating(models.Model):
    """公众评价: one browser's grade of one commitment; a second one replaces the first."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="ratings")
    sender = models.CharField(max_length=64)
    grade = models.PositiveSmallIntegerField(_("评价"), choices=GRADES)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["commitment", "sender"], name="one_rating"),
            models.CheckConstraint(name="rating_grade", condition=Q(grade__range=(1, 5))),
        ]

    def __str__(self) -> str:
        return f"公众评价{self.pk}（{self.commitment.number}）"


class Sending(models.Model):
    """A sending, counted for the limits: keyed hashes, deleted after a day."""

    unlogged = "a counter, emptied each day"

    kind = models.CharField(max_length=8)
    address = models.CharField(max_length=64)
    sender = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["kind", "address", "at"], name="sending_address"),
            models.Index(fields=["kind", "sender", "at"], name="sending_sender"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
