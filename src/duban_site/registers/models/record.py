"""台账记录: the current state of a record, stored for lists, boards and search."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.people.models import Body, Person
from duban_site.registers.models.register import Register


def belongs_to_body(person: Person) -> Q:
    """Condition: the person's body keeps the register, leads, is named, or is the record's area."""
    body_key = person.body_id
    naming_records = RegisterRecord.others.through.objects.filter(body=body_key).values("registerrecord")
    involvement = Q(lead=body_key) | Q(county=body_key) | Q(street=body_key) | Q(pk__in=naming_records)
    return Q(register__body=body_key) | (Q(register__restricted=False) & involvement)


class RegisterRecord(models.Model):
    """A record as of its last event; written in the same transaction as the event.

    `values` holds neither personal nor sealed fields, and neither do `title` and `text`. `due` is
    the earliest end of the clocks that run, `warn_on` the day from which it is near: both stand
    still between two events, so a list of what is overdue is a comparison with today. `grams` are
    the pairs of characters of `text`, by which PostgreSQL finds a word of two characters.
    """

    register = models.ForeignKey(Register, models.PROTECT, related_name="records")
    number = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    stage = models.CharField(max_length=40)
    since = models.DateField()
    created = models.DateField()
    open = models.BooleanField()
    lead = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    county = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    street = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    others = models.ManyToManyField(Body, related_name="+")
    region = models.CharField(max_length=80, blank=True)
    lng = models.DecimalField(max_digits=10, decimal_places=6, null=True)
    lat = models.DecimalField(max_digits=10, decimal_places=6, null=True)
    datum = models.CharField(max_length=10, blank=True)
    values = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    grams = models.TextField(blank=True)
    clock = models.CharField(max_length=40, blank=True)
    due = models.DateField(null=True)
    warn_on = models.DateField(null=True)
    paused = models.BooleanField(default=False)
    erase_on = models.DateField(null=True)
    serial = models.PositiveIntegerField(default=0)
    day = models.DateField()
    updated_at = models.DateTimeField()

    scopes: ClassVar[ConditionByScope] = {
        Scope.ACTIVE: lambda _person: Q(register__restricted=False),
        Scope.ACTOR_BODY: belongs_to_body,
        Scope.SERVICE: lambda account: Q(register__key__in=account.registers),
    }

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["register", "number"], name="one_register_record")
        ]
        # Lists go by the key downwards, whatever narrows them; what is late goes by its day.
        indexes = (
            models.Index(fields=["register", "-id"], name="register_list"),
            models.Index(fields=["register", "stage", "-id"], name="register_stage"),
            models.Index(fields=["register", "lead", "-id"], name="register_lead"),
            models.Index(fields=["register", "county", "-id"], name="register_county"),
            models.Index(fields=["register", "street", "-id"], name="register_street"),
            models.Index(fields=["register", "due", "id"], condition=Q(due__isnull=False), name="register_due"),
            models.Index(fields=["erase_on"], condition=Q(erase_on__isnull=False), name="register_erase"),
        )

    def __str__(self) -> str:
        return f"{self.register.name} {self.number}"
