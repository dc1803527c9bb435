"""Bulletins as pages read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet

from duban.documents.official import OfficialDocument
from duban_site.bulletins.encoding import decode_document
from duban_site.bulletins.models import Bulletin, Comment
from duban_site.bulletins.rendering import render
from duban_site.core.access.policy import AnyActor, policy
from duban_site.people.models import Person
from duban_site.snapshots.models import Snapshot


def list_bulletins_for(viewer: AnyActor) -> QuerySet[Bulletin]:
    """Return the bulletins that `viewer` may see, newest month first."""
    bulletins = Bulletin.objects.defer("blocks", "content", "plan__text", "plan__unread")
    visible = policy.filter_visible(viewer, "bulletins.see", bulletins)
    with_plan = visible.select_related("plan", "issued_by")
    return with_plan.annotate(said=Count("comments")).order_by("-plan__year", "-snapshot__month")


def list_available_snapshots() -> QuerySet[Snapshot]:
    """The closed months from which a bulletin can be written: each month's last closing."""
    snapshots = Snapshot.objects.filter(bulletins=None).select_related("plan")
    without_texts = snapshots.defer("text", "data", "plan__text", "plan__unread")
    return without_texts.order_by("-plan__year", "plan__city", "-month", "-serial")


def list_comments_for(viewer: Person, bulletin: Bulletin) -> QuerySet[Comment]:
    """Return all comments for the office, and only its body's for anybody of a body."""
    comments = bulletin.comments.select_related("body", "by")
    return comments if viewer.body_id is None else comments.filter(body=viewer.body_id)


def load_document(bulletin: Bulletin) -> OfficialDocument:
    """Return the document; an issued bulletin's as it was issued."""
    return load_document_and_faults(bulletin)[0]


def load_document_and_faults(bulletin: Bulletin) -> tuple[OfficialDocument, Sequence[Any]]:
    """Return the document, and the faults: its numbers that differ from the snapshot."""
    if bulletin.content is not None:
        return decode_document(bulletin.content), bulletin.faults
    rendered = render(bulletin)
    return rendered.document, rendered.faults


def find_newer_snapshot(bulletin: Bulletin) -> Snapshot | None:
    """A later closing of its month, where there is one."""
    snapshot = bulletin.snapshot
    newer_snapshots = snapshot.plan.snapshots.defer("text", "data").filter(
        month=snapshot.month, serial__gt=snapshot.serial
    )
    return newer_snapshots.order_by("-serial").first()
