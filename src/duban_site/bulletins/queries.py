"""Bulletins as pages read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet

from duban.documents.official import Document
from duban_site.bulletins.encoding import decoded
from duban_site.bulletins.models import Bulletin, Comment
from duban_site.bulletins.rendering import render
from duban_site.core.access.policy import Anybody, policy
from duban_site.people.models import Person
from duban_site.snapshots.models import Snapshot


def bulletins_for(who: Anybody) -> QuerySet[Bulletin]:
    """Return the bulletins that `viewer` may see, newest month first."""
    shown = Bulletin.objects.defer("blocks", "content", "plan__text", "plan__unread")
    found = policy.visible(who, "bulletins.see", shown)
    joined = found.select_related("plan", "issued_by")
    return joined.annotate(said=Count("comments")).order_by("-plan__year", "-snapshot__month")


def without_bulletin() -> QuerySet[Snapshot]:
    """The closed months from which a bulletin can be written: each month's last closing."""
    months = Snapshot.objects.filter(bulletins=None).select_related("plan")
    rows = months.defer("text", "data", "plan__text", "plan__unread")
    return rows.order_by("-plan__year", "plan__city", "-month", "-serial")


def comments_for(who: Person, bulletin: Bulletin) -> QuerySet[Comment]:
    """Return all comments for the office, and only its body's for anybody of a body."""
    found = bulletin.comments.select_related("body", "by")
    return found if who.body_id is None else found.filter(body=who.body_id)


def document(bulletin: Bulletin) -> Document:
    """Return the document; an issued bulletin's as it was issued."""
    return document_and_faults(bulletin)[0]


def document_and_faults(bulletin: Bulletin) -> tuple[Document, Sequence[Any]]:
    """Return the document, and the faults: its numbers that differ from the snapshot."""
    if bulletin.content is not None:
        return decoded(bulletin.content), bulletin.faults
    made = render(bulletin)
    return made.document, made.faults


def newer_closing(bulletin: Bulletin) -> Snapshot | None:
    """A later closing of its month, where there is one."""
    of = bulletin.snapshot
    same = of.plan.snapshots.defer("text", "data").filter(month=of.month, serial__gt=of.serial)
    return same.order_by("-serial").first()
