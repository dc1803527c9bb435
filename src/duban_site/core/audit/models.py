"""Models of the log: events, the head of their chain, digests of rows, repetitions."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from duban_site.core.errors import Refused

GENESIS_HASH = "0" * 64
"""The hash before the first event."""


class EventQuerySet(models.QuerySet["Event"]):
    """Events are read-only, except for appending by `audit.log`."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise Refused(_("日志只能追加，不能修改。"))

    def delete(self) -> NoReturn:
        """Refuse."""
        raise Refused(_("日志只能追加，不能删除。"))


class Event(models.Model):
    """One change: who did what to which object, and when.

    `actor` and `label` are texts, so they outlive the account and the object. `address` is the
    client's, empty for commands. `rows` is the digest over the list of all rows that the event
    changed (`RowDigest`), empty for none. `hash` is the digest by `algorithm` over the canonical
    JSON of all other fields (`audit.chain.compute_event_digest`).
    """

    unlogged = "it is the log"

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120)
    action = models.CharField(max_length=80, db_index=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=300)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=45, blank=True)
    algorithm = models.CharField(max_length=8, default="sha256")
    rows = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("-seq",)
        indexes = (models.Index(fields=["object_type", "object_id"], name="event_object"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append; refuse to write an event a second time."""
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise Refused(_("日志只能追加，不能删除。"))


class Head(models.Model):
    """The newest event's number and hash: a single row, locked while an event is appended.

    With it, removed events at the end of the chain are detected.
    """

    unlogged = "it is the log"

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS_HASH)

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


class RowDigest(models.Model):
    """The digest of a row after an event; empty where the event removed the row."""

    unlogged = "each event's own digest covers its list"

    seq = models.BigIntegerField()
    table = models.CharField(max_length=63)
    key = models.BigIntegerField()
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["seq", "table", "key"], name="row_digest_event"),
            models.Index(fields=["table", "key", "seq"], name="row_digest_row"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.table} {self.key}"


class LoggedColumns(models.Model):
    """The columns of a table that its row digests cover."""

    unlogged = "a change of it makes nothing pass that did not pass before"

    table = models.CharField(max_length=63, unique=True)
    columns = models.TextField()

    def __str__(self) -> str:
        return self.table


class Repeated(models.Model):
    """Counts repetitions of a logged read or refusal, until the count itself is logged."""

    unlogged = "counts of ten minutes, which the log takes over"

    key = models.CharField(max_length=64, unique=True)
    """The digest of actor, action and object."""
    since = models.DateTimeField(db_index=True)
    event = models.BigIntegerField()
    action = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120)
    address = models.CharField(max_length=45, blank=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.event} {self.action} {self.count}"
