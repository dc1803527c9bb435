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

from duban.documents.opendata import TABLES, Published, plan_files
from duban.documents.opendata.published import Standing
from duban_site.core.clock import day_of
from duban_site.plans.models import Plan
from duban_site.public.edition import slug_of
from duban_site.snapshots import public_view
from duban_site.snapshots.models import Snapshot, SnapshotRow
from duban_site.snapshots.queries import all_published, published, published_plans, rows, shown

Json = dict[str, Any]
KEPT = 4
"""Plans whose files stay in memory; a snapshot never changes, so neither do its files."""


def snapshot_of(plan: int) -> Snapshot:
    """The snapshot that everybody may see. Raises Http404 where there is none."""
    found = published_plans().filter(pk=plan).first()
    snapshot = None if found is None else published(found)
    if snapshot is None:
        raise Http404(_("没有找到，或者尚未公布。"))
    return snapshot


@dataclass(frozen=True, slots=True)
class Place:
    """Where people find a plan: absolute addresses of its page and of its files; empty if none."""

    page: str = ""
    data: str = ""

    @classmethod
    def in_service(cls, root: str, snapshot: Snapshot) -> Place:
        """The addresses in the service itself, below `root_url` (https://duban.example)."""
        plan = snapshot.data["plan"]
        page = f"{root}/public/{quote(slug_of(plan['city']))}/{plan['year']}/"
        return cls(page, root + link(snapshot.plan_id))


def root_of(request: HttpRequest) -> str:
    """Where people reach the service: DUBAN_URL, or the address that was asked."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def of(snapshot: Snapshot, place: Place = Place()) -> Published:
    """The public view of the plan: header, rows, monthly standings, text and addresses."""
    told = shown(snapshot)
    when = snapshot.published_at
    return Published(
        header=public_view.header(snapshot.data, told),
        rows=[public_view.row(row.data, told) for row in rows(snapshot)],
        standings=standings(snapshot.plan),
        publisher=settings.PUBLISHER,
        sha256=snapshot.sha256,
        published=day_of(when).isoformat() if when else "",
        text=snapshot.text,
        address=place.page,
        data=place.data,
        contact=settings.PUBLISHER_CONTACT,
    )


def standings(plan: Plan, number: str | None = None) -> list[Standing]:
    """How each commitment, or the one with `number`, stood in every published month, oldest first.

    Of a month that was closed and published again, the last closing counts.
    """
    last = {snapshot.month: snapshot.pk for snapshot in reversed(all_published(plan))}
    found = SnapshotRow.objects.filter(snapshot__in=last.values())
    if number is not None:
        found = found.filter(number=number)
    columns = ("number", "snapshot__month", "snapshot__as_of", "status", "light")
    values = found.order_by("snapshot__month", "order", "number").values_list(*columns)
    return [Standing(n, month, at.isoformat(), *how) for n, month, at, *how in values]


def commitment_of(snapshot: Snapshot, number: str) -> tuple[Json, list[Standing]] | None:
    """A commitment's public view and how it stood in every published month; None: no such."""
    row = rows(snapshot).filter(number=number).first()
    if row is None:
        return None
    return public_view.row(row.data, shown(snapshot)), standings(snapshot.plan, number)


def files(plan: int, page: str = "") -> Iterable[tuple[str, bytes]]:
    """Every file of open data of a plan, (name, content), and a page that lists them.

    `page_url` is the plan's absolute address where a site of files is published, if it is known.
    """
    snapshot = snapshot_of(plan)
    made = files_of(snapshot, Place(page, f"{page}data/" if page else ""))
    plan_facts = snapshot.data["plan"]
    told = {"plan": plan_facts, "snapshot": snapshot, "names": sorted(made), "tables": TABLES}
    content = render_to_string("api/open_data_static.html", told)
    return [*made.items(), ("index.html", content.encode())]


def files_of(snapshot: Snapshot, place: Place) -> dict[str, bytes]:
    """Name → content; cached for as long as the public state of the snapshot is the same."""
    return _made(snapshot.pk, state_of(snapshot), place)


def state_of(snapshot: Snapshot) -> int:
    """A hash that changes with whatever is public of the snapshot's plan; a cache key."""
    # Which months are public and what the office opened may change; the snapshot itself may not.
    public = all_published(snapshot.plan).values_list("pk", "published_at")
    return hash((shown(snapshot), tuple(public)))


@lru_cache(maxsize=KEPT)
def _made(snapshot: int, _state: int, place: Place) -> dict[str, bytes]:
    found = Snapshot.objects.select_related("plan").get(pk=snapshot)
    return dict(plan_files(of(found, place)))


def link(plan: int) -> str:
    """Where the service has the open data of a plan that is published."""
    return reverse("open_data", kwargs={"plan": plan})
