"""The published version of a plan as open data; the public site asks for it here."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from duban.documents.opendata import TABLES, Published, plan_files
from duban.documents.opendata.published import Standing
from duban_site.core.clock import day_of
from duban_site.plans.models import Plan
from duban_site.snapshots import public_view
from duban_site.snapshots.models import Snapshot, SnapshotRow
from duban_site.snapshots.queries import all_published, published, published_plans, rows, shown

Json = dict[str, Any]
KEPT = 4
"""Plans whose files are kept in memory: a snapshot never changes, so neither do they."""


def snapshot_of(plan: int) -> Snapshot:
    """The snapshot that everybody may see. Raises Http404 where there is none."""
    found = published_plans().filter(pk=plan).first()
    snapshot = None if found is None else published(found)
    if snapshot is None:
        raise Http404(_("没有找到，或者尚未公布。"))
    return snapshot


def of(snapshot: Snapshot) -> Published:
    """The public view of the whole plan."""
    told = shown(snapshot)
    when = snapshot.published_at
    return Published(
        header=public_view.header(snapshot.data, told),
        rows=[public_view.row(row.data, told) for row in rows(snapshot)],
        standings=standings(snapshot.plan),
        publisher=settings.PUBLISHER,
        sha256=snapshot.sha256,
        published=day_of(when).isoformat() if when else "",
    )


def standings(plan: Plan, number: str | None = None) -> list[Standing]:
    """How each commitment (or one) stood in every published month, oldest first.

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


def files(plan: int) -> Iterable[tuple[str, bytes]]:
    """Every file of open data of a plan, (name, content), and a page that lists them."""
    snapshot = snapshot_of(plan)
    made = files_of(snapshot)
    plan_facts = snapshot.data["plan"]
    told = {"plan": plan_facts, "snapshot": snapshot, "names": sorted(made), "tables": TABLES}
    page = render_to_string("api/open_data_static.html", told)
    return [*made.items(), ("index.html", page.encode())]


def files_of(snapshot: Snapshot) -> dict[str, bytes]:
    """Name → content; made once for what everybody may see of a snapshot."""
    # Which months are public and what the office opened may change; the snapshot itself may not.
    public = all_published(snapshot.plan).values_list("pk", "published_at")
    state = (shown(snapshot), tuple(public))
    return _made(snapshot.pk, hash(state))


@lru_cache(maxsize=KEPT)
def _made(snapshot: int, _state: int) -> dict[str, bytes]:
    return dict(plan_files(of(Snapshot.objects.select_related("plan").get(pk=snapshot))))


def link(plan: int) -> str:
    """Where the service has the open data of a plan that is published."""
    return reverse("open_data", kwargs={"plan": plan})
