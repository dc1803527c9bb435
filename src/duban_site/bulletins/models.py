"""A bulletin, and what units said to its draft."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.bulletins.tokens import strip_keys
from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.core.errors import Refused
from duban_site.people.models import Body, Person
from duban_site.plans.models import Plan
from duban_site.snapshots.models import Snapshot


class BulletinStatus(models.TextChoices):
    """How far a bulletin has come."""

    DRAFT = "draft", _("起草")
    CIRCULATED = "circulated", _("征求意见")
    ISSUED = "issued", _("已印发")


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    """What was issued is neither changed nor removed in bulk."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: bulletins change by actions, one at a time."""
        raise Refused(_("通报不能成批修改。"))

    def delete(self) -> NoReturn:
        """Refuse."""
        raise Refused(_("通报不能删除。"))


class Bulletin(models.Model):
    """督查通报: `blocks` is the text (`blocks.TextBlock`), `head` the fields around it.

    `serial` counts what the authority issued in a year. It is given when the bulletin is issued,
    with `sha256` over its canonical text, the whole document as `content`, and `faults`: the
    numbers that were not the snapshot's then.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="bulletins")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="bulletins")
    status = models.CharField(max_length=10, choices=BulletinStatus.choices, default=BulletinStatus.DRAFT)
    title = models.CharField(_("标题"), max_length=200)
    head = models.JSONField(default=dict)
    blocks = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    circulated_at = models.DateTimeField(null=True)
    answer_by = models.DateField(_("反馈截止"), null=True)
    year = models.PositiveIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(_("发文字号"), max_length=60, blank=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    content = models.JSONField(null=True)
    faults = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = BulletinQuerySet.as_manager()

    scopes: ClassVar[ConditionByScope] = {
        Scope.ACTIVE: lambda _person: Q(status=BulletinStatus.ISSUED),
        Scope.ACTOR_BODY: lambda _person: Q(status__in=(BulletinStatus.CIRCULATED, BulletinStatus.ISSUED)),
        Scope.SUBMITTED: lambda _person: Q(status=BulletinStatus.CIRCULATED),
    }

    class Meta:
        ordering = ("-snapshot__month", "-pk")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="bulletin_number")
        ]

    def __str__(self) -> str:
        title = strip_keys(self.title).replace("\n", "")
        return f"{self.number} {title}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse once it was issued."""
        stored = None if self.pk is None else Bulletin._base_manager.filter(pk=self.pk)
        if stored is not None and stored.filter(status=BulletinStatus.ISSUED).exists():
            raise Refused(_("通报已印发，不能再改。"))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise Refused(_("通报不能删除。"))


class Comment(models.Model):
    """意见: what a unit said to the draft, and what the office did with it."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="comments")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    text = models.TextField(_("意见"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(_("采纳情况"), blank=True)

    class Meta:
        ordering = ("bulletin", "at")

    def __str__(self) -> str:
        return f"{self.body}: {self.text[:40]}"
