"""Snapshots and their rows. Written once; afterwards only the publication of one may change."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.core.errors import Refused
from duban_site.core.status_labels import LIGHT_CHOICES, STATUS_CHOICES
from duban_site.people.models import Body, Person
from duban_site.plans.models import Commitment, Plan
from duban_site.plans.models.commitment import TYPES

ModelT = TypeVar("ModelT", bound=models.Model)
PUBLICATION_FIELDS = (
    "published_at",
    "published_by",
    "show_leaders",
    "show_problems",
    "show_replies",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_reason",
)
"""Fields of a snapshot that actions may change after its creation."""


class FrozenQuerySet(models.QuerySet[ModelT]):
    """Rows can be read, and created; never changed or removed."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise Refused(_("封存的内容不能修改。"))

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise Refused(_("封存的内容不能修改。"))

    def delete(self) -> NoReturn:
        """Refuse."""
        raise Refused(_("封存的内容不能删除。"))


class Frozen(models.Model):
    """Saved once; later only the fields of `changeable`, named in `update_fields`."""

    changeable: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Create, or update only fields of `changeable`. Raises Refused otherwise."""
        updated_fields = kwargs.get("update_fields")
        if self._state.adding:
            kwargs["force_insert"] = True
        elif not updated_fields or not set(updated_fields) <= set(self.changeable):
            raise Refused(_("封存的内容不能修改。"))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise Refused(_("封存的内容不能删除。"))


class Snapshot(Frozen):
    """A plan's month as it was closed. `serial` counts the closings of the same month.

    `as_of` is the date of its assessment. `data` is the header that `content.SnapshotHeader`
    reads; `text` the report; `sha256` is over header, text and all rows (`freezing.hashing`).
    `public_view` decides what public pages may show of it.
    """

    changeable = PUBLICATION_FIELDS

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="snapshots")
    month = models.PositiveSmallIntegerField(_("月份"))
    as_of = models.DateField(_("评价日期"))
    serial = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    rules = models.CharField(max_length=60)
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="following")
    text = models.TextField()
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    show_leaders = models.BooleanField(_("公开分管领导职务"), default=False)
    show_problems = models.BooleanField(_("公开存在问题"), default=False)
    show_replies = models.BooleanField(_("公开单位申辩"), default=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=300, blank=True)

    objects = FrozenQuerySet["Snapshot"].as_manager()

    PUBLIC: ClassVar[Q] = Q(published_at__isnull=False, withdrawn_at__isnull=True)
    scopes: ClassVar[ConditionByScope] = {Scope.ACTIVE: lambda _person: Snapshot.PUBLIC}

    class Meta:
        ordering = ("plan", "-month", "-serial")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan", "month", "serial"], name="snapshot_serial")
        ]

    def __str__(self) -> str:
        serial_text = "" if self.serial == 1 else f"（第{self.serial}次封存）"
        return f"{self.plan} {self.month}月{serial_text}"

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self.published_at is not None and self.withdrawn_at is None


class SnapshotRow(Frozen):
    """One commitment in a snapshot. `data` is what `content.CommitmentRow` reads.

    The remaining columns repeat what lists filter and sort by.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="rows")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="snapshot_rows")
    order = models.PositiveIntegerField()
    number = models.CharField(max_length=24)
    text = models.TextField()
    part = models.PositiveIntegerField()
    type = models.CharField(max_length=12, choices=TYPES)
    lead = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=12, choices=STATUS_CHOICES)
    light = models.CharField(max_length=8, choices=LIGHT_CHOICES, blank=True)
    was = models.CharField(max_length=12, choices=STATUS_CHOICES, blank=True)
    """Its status in the snapshot before; empty where it was not in it."""
    data = models.JSONField()

    objects = FrozenQuerySet["SnapshotRow"].as_manager()

    class Meta:
        ordering = ("snapshot", "order", "number")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["snapshot", "commitment"], name="snapshot_row")
        ]
        indexes = (models.Index(fields=["snapshot", "order"], name="snapshot_row_order"),)

    def __str__(self) -> str:
        return f"{self.snapshot} {self.number}"
