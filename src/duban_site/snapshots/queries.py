"""Queries of snapshots for pages, bulletins and the API."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from duban_site.plans.models import Commitment, Plan, Status
from duban_site.snapshots.models import Snapshot, SnapshotRow
from duban_site.snapshots.public_view import PublicationScope


def get_latest_snapshot(plan: Plan) -> Snapshot | None:
    """The latest closing of the newest closed month."""
    return plan.snapshots.defer("text").order_by("-month", "-serial").first()


def find_published_snapshot(plan: Plan) -> Snapshot | None:
    """The snapshot that the public sees: the newest month that is published."""
    return list_published_snapshots(plan).first()


def list_published_snapshots(plan: Plan) -> QuerySet[Snapshot]:
    """Every published snapshot that is not withdrawn, newest month first."""
    published_snapshots = plan.snapshots.filter(Snapshot.PUBLIC).defer("text")
    return published_snapshots.select_related("plan").order_by("-month", "-serial")


def list_published_plans() -> QuerySet[Plan]:
    """The plans with a published snapshot, newest first, without their texts."""
    is_published = Q(snapshots__published_at__isnull=False, snapshots__withdrawn_at__isnull=True)
    annotated_plans = Plan.objects.exclude(status=Status.DRAFT).annotate(n=Count("snapshots", filter=is_published))
    return annotated_plans.filter(n__gt=0).defer("text", "unread").order_by("-year", "city", "-pk")


def list_current_snapshots() -> list[Snapshot]:
    """The snapshot that the public sees of each published plan, newest plan first."""
    snapshots = (find_published_snapshot(plan) for plan in list_published_plans())
    return [snapshot for snapshot in snapshots if snapshot is not None]


def list_rows(snapshot: Snapshot) -> QuerySet[SnapshotRow]:
    """Its rows in the report's order."""
    return snapshot.rows.order_by("order", "number")


def list_commitment_history(commitment: Commitment, *, only_published: bool = True) -> QuerySet[SnapshotRow]:
    """The commitment in every published snapshot (or in every one), oldest month first.

    The closings of one month are in order of serial.
    """
    history_rows = commitment.snapshot_rows.select_related("snapshot").defer("snapshot__text")
    if only_published:
        history_rows = history_rows.filter(snapshot__published_at__isnull=False, snapshot__withdrawn_at__isnull=True)
    return history_rows.order_by("snapshot__month", "snapshot__serial")


def get_publication_scope(snapshot: Snapshot) -> PublicationScope:
    """The scope that the office selected when it published: an argument of `public_view`."""
    return PublicationScope(snapshot.show_leaders, snapshot.show_problems, snapshot.show_replies)


def list_plan_snapshots(plan: Plan) -> QuerySet[Snapshot]:
    """Every closing of every month, newest first."""
    person_relations = ("made_by", "published_by", "withdrawn_by")
    return plan.snapshots.defer("text").select_related(*person_relations).order_by("-month", "-serial")
