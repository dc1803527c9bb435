"""The published version of a plan as open data; the public site asks for it here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from duban.documents.opendata import TABLES, PublishedPlan, build_plan_files
from duban.documents.opendata.published_plan import Standing
from duban_site.core.clock import to_local_date
from duban_site.plans.models import Plan
from duban_site.public.edition import make_city_slug
from duban_site.snapshots import public_view
from duban_site.snapshots.models import Snapshot, SnapshotRow
from duban_site.snapshots.queries import (
    find_published_snapshot,
    get_publication_scope,
    list_published_plans,
    list_published_snapshots,
    list_rows,
)

Json = dict[str, Any]
MAX_CACHED_PLANS = 4
"""Plans whose files stay in memory; a snapshot never changes, so neither do its files."""


def get_published_snapshot(plan_id: int) -> Snapshot:
    """The snapshot that everybody may see. Raises Http404 where there is none."""
    published_plan = list_published_plans().filter(pk=plan_id).first()
    snapshot = None if published_plan is None else find_published_snapshot(published_plan)
    if snapshot is None:
        raise Http404(_("没有找到，或者尚未公布。"))
    return snapshot


@dataclass(frozen=True, slots=True)
class PlanAddress:
    """Where people find a plan: absolute addresses of its page and of its files; empty if none."""

    page: str = ""
    data: str = ""

    @classmethod
    def for_service(cls, root_url: str, snapshot: Snapshot) -> PlanAddress:
        """The addresses in the service itself, below `root_url` (https://duban.example)."""
        plan = snapshot.data["plan"]
        page_url = f"{root_url}/public/{quote(make_city_slug(plan['city']))}/{plan['year']}/"
        return cls(page_url, root_url + open_data_url(snapshot.plan_id))


def get_root_url(request: HttpRequest) -> str:
    """Where people reach the service: DUBAN_URL, or the address that was asked."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def build_public_plan(snapshot: Snapshot, address: PlanAddress = PlanAddress()) -> PublishedPlan:
    """The public view of the plan: header, rows, monthly standings, text and addresses."""
    disclosure = get_publication_scope(snapshot)
    published_at = snapshot.published_at
    return PublishedPlan(
        header=public_view.build_public_header(snapshot.data, disclosure),
        rows=[public_view.build_public_row(row.data, disclosure) for row in list_rows(snapshot)],
        standings=list_standings(snapshot.plan),
        publisher=settings.PUBLISHER,
        sha256=snapshot.sha256,
        published_on=to_local_date(published_at).isoformat() if published_at else "",
        report_text=snapshot.text,
        address=address.page,
        data_address=address.data,
        contact=settings.PUBLISHER_CONTACT,
    )


def list_standings(plan: Plan, number: str | None = None) -> list[Standing]:
    """How each commitment, or the one with `number`, stood in every published month, oldest first.

    Of a month that was closed and published again, the last closing counts.
    """
    snapshot_by_month = {snapshot.month: snapshot.pk for snapshot in reversed(list_published_snapshots(plan))}
    snapshot_rows = SnapshotRow.objects.filter(snapshot__in=snapshot_by_month.values())
    if number is not None:
        snapshot_rows = snapshot_rows.filter(number=number)
    columns = ("number", "snapshot__month", "snapshot__as_of", "status", "light")
    values = snapshot_rows.order_by("snapshot__month", "order", "number").values_list(*columns)
    return [
        Standing(row_number, month, as_of.isoformat(), *status_and_light)
        for row_number, month, as_of, *status_and_light in values
    ]


def find_public_commitment(snapshot: Snapshot, number: str) -> tuple[Json, list[Standing]] | None:
    """A commitment's public view and how it stood in every published month; None: no such."""
    row = list_rows(snapshot).filter(number=number).first()
    if row is None:
        return None
    return public_view.build_public_row(row.data, get_publication_scope(snapshot)), list_standings(
        snapshot.plan, number
    )


def build_site_files(plan_id: int, page_url: str = "") -> Iterable[tuple[str, bytes]]:
    """Every file of open data of a plan, (name, content), and a page that lists them.

    `page_url` is the plan's absolute address where a site of files is published, if it is known.
    """
    snapshot = get_published_snapshot(plan_id)
    plan_files = get_plan_files(snapshot, PlanAddress(page_url, f"{page_url}data/" if page_url else ""))
    plan_facts = snapshot.data["plan"]
    context = {"plan": plan_facts, "snapshot": snapshot, "names": sorted(plan_files), "tables": TABLES}
    content = render_to_string("api/open_data_static.html", context)
    return [*plan_files.items(), ("index.html", content.encode())]


def get_plan_files(snapshot: Snapshot, address: PlanAddress) -> dict[str, bytes]:
    """Name → content; cached for as long as the public state of the snapshot is the same."""
    return _build_plan_files(snapshot.pk, hash_public_state(snapshot), address)


def hash_public_state(snapshot: Snapshot) -> int:
    """A hash that changes with whatever is public of the snapshot's plan; a cache key."""
    # Which months are public and what the office opened may change; the snapshot itself may not.
    public = list_published_snapshots(snapshot.plan).values_list("pk", "published_at")
    return hash((get_publication_scope(snapshot), tuple(public)))


@lru_cache(maxsize=MAX_CACHED_PLANS)
def _build_plan_files(snapshot_id: int, _state: int, address: PlanAddress) -> dict[str, bytes]:
    snapshot = Snapshot.objects.select_related("plan").get(pk=snapshot_id)
    return dict(build_plan_files(build_public_plan(snapshot, address)))


def open_data_url(plan_id: int) -> str:
    """Where the service has the open data of a plan that is published."""
    return reverse("open_data", kwargs={"plan": plan_id})
