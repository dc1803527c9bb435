"""Queries of snapshots for pages, bulletins and the API."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from duban_site.plans.models import Commitment, Plan, Status
from duban_site.snapshots.models import Snapshot, SnapshotRow
from duban_site.snapshots.public_view import Shown


def latest(plan: Plan) -> Snapshot | None:
    """The latest closing of the newest closed month."""
    return plan.snapshots.defer("text").order_by("-month", "-serial").first()


def published(plan: Plan) -> Snapshot | None:
    """The snapshot that the public sees: the newest month that is published."""
    return all_published(plan).first()


def all_published(plan: Plan) -> QuerySet[Snapshot]:
    """Every published snapshot that is not withdrawn, newest month first."""
    found = plan.snapshots.filter(Snapshot.PUBLIC).defer("text")
    return found.select_related("plan").order_by("-month", "-serial")


def published_plans() -> QuerySet[Plan]:
    """The plans with a published snapshot, newest first, without their texts."""
    public = Q(snapshots__published_at__isnull=False, snapshots__withdrawn_at__isnull=True)
    plans = Plan.objects.exclude(status=Status.DRAFT).annotate(n=Count("snapshots", filter=public))
    return plans.filter(n__gt=0).defer("text", "unread").order_by("-year", "city", "-pk")


def rows(snapshot: Snapshot) -> QuerySet[SnapshotRow]:
    """Its rows in the report's order."""
    return snapshot.rows.order_by("order", "number")


def history(commitment: Commitment, *, public: bool = True) -> QuerySet[SnapshotRow]:
    """The commitment in every published snapshot (or in every one), oldest month first.

    The closings of one month are in order of serial.
    """
    found = commitment.snapshot_rows.select_related("snapshot").defer("snapshot__text")
    if public:
        found = found.filter(
            snapshot__published_at__isnull=False, snapshot__withdrawn_at__isnull=True
        )
    return found.order_by("snapshot__month", "snapshot__serial")


def shown(snapshot: Snapshot) -> Shown:
    """The scope that the office selected when it published: an argument of `public_view`."""
    return Shown(snapshot.show_leaders, snapshot.show_problems, snapshot.show_replies)


def of_plan(plan: Plan) -> QuerySet[Snapshot]:
    """Every closing of every month, newest first."""
    people = ("made_by", "published_by", "withdrawn_by")
    return plan.snapshots.defer("text").select_related(*people).order_by("-month", "-serial")
