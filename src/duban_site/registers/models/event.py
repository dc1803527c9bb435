"""Events of records: append-only. Personal values are stored separately, so as to be erased."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.core.errors import Refused
from duban_site.encryption.fields import EncryptedJSONField
from duban_site.people.models import Person
from duban_site.registers.caller_hash import hash_caller
from duban_site.registers.models.record import RegisterRecord, belongs_to_body
from duban_site.registers.models.register import Register


class RegisterEventQuerySet(models.QuerySet["RegisterEvent"]):
    """Events can be read and appended."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise Refused(_("台账的变动只能追加，不能修改；如有错误请用更正。"))

    def delete(self) -> NoReturn:
        """Refuse."""
        raise Refused(_("台账的变动只能追加，不能删除；如有错误请用更正。"))


class RegisterEvent(models.Model):
    """One event of one record, as `events_json` writes it, without its personal values."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="+")
    record = models.ForeignKey(RegisterRecord, models.PROTECT, related_name="events")
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    day = models.DateField()
    actor = models.CharField(max_length=120)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    data = models.JSONField()

    objects = RegisterEventQuerySet.as_manager()

    class Meta:
        ordering = ("record", "serial")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["record", "serial"], name="one_register_event")
        ]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.serial} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append; refuse to write an event a second time."""
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise Refused(_("台账的变动只能追加，不能删除；如有错误请用更正。"))


class Personal(models.Model):
    """The personal values of one event, by field. Erasing removes them here for good.

    `caller` is the hash of the telephone number among them (`callers`), by which calls of the same
    person are found.
    """

    event = models.OneToOneField(RegisterEvent, models.PROTECT, related_name="personal")
    record = models.ForeignKey(RegisterRecord, models.PROTECT, related_name="personal")
    values = EncryptedJSONField(context="registers.personal")
    caller = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = (models.Index(fields=["caller"], condition=~models.Q(caller=""), name="personal_caller"),)

    def __str__(self) -> str:
        return f"{self.record_id}/{self.event_id}"

    def refresh_lookups(self) -> dict[str, str]:
        """Compute the caller hash anew, where its key changed (`core.rotation`)."""
        return {"caller": hash_caller(self.record.register.declaration, self.values)}


class RegisterDocument(models.Model):
    """A document that was attached to a record; its file lies in the store of evidence."""

    record = models.ForeignKey(RegisterRecord, models.PROTECT, related_name="documents")
    event = models.OneToOneField(RegisterEvent, models.PROTECT, related_name="document")
    kind = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)

    scopes: ClassVar[ConditionByScope] = {
        Scope.ACTIVE: lambda _person: models.Q(record__register__restricted=False),
        Scope.ACTOR_BODY: lambda person: models.Q(
            record__in=RegisterRecord.objects.filter(belongs_to_body(person)).values("pk")
        ),
    }

    class Meta:
        ordering = ("record", "pk")

    def __str__(self) -> str:
        return self.name
