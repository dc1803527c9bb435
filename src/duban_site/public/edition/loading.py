"""Loading editions from the database: once per publication, then from a cache in memory."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Any

from duban_site.public.edition.edition import Edition
from duban_site.public.edition.issues import Issue, IssueRow, build_standings
from duban_site.public.edition.lines import build_line
from duban_site.snapshots import public_view
from duban_site.snapshots.content import CommitmentRow, SnapshotHeader
from duban_site.snapshots.models import Snapshot, SnapshotRow
from duban_site.snapshots.queries import get_publication_scope

MAX_CACHED_EDITIONS = 6
"""Number of editions in the cache: the most recently used ones."""
_UNSAFE_CHARACTERS = re.compile(r"[\s/\\?#%&;:.\"'<>|*\x00-\x1f]+")
PublicationStamp = tuple[tuple[Any, ...], ...]

_edition_cache: OrderedDict[tuple[int, PublicationStamp], Edition] = OrderedDict()
_cache_lock = Lock()


def make_city_slug(city: str) -> str:
    """The city's name for addresses and folders, without characters that either cannot contain."""
    return _UNSAFE_CHARACTERS.sub("-", city.strip()).strip("-") or "-"


def open_edition(plan_id: int, stamp: PublicationStamp) -> Edition:
    """The plan's edition, cached by plan and `stamp`, which changes with each publication."""
    cache_key = (plan_id, stamp)
    with _cache_lock:
        if cache_key in _edition_cache:
            _edition_cache.move_to_end(cache_key)
            return _edition_cache[cache_key]
    edition = load_edition(plan_id)
    with _cache_lock:
        _edition_cache[cache_key] = edition
        while len(_edition_cache) > MAX_CACHED_EDITIONS:
            _edition_cache.popitem(last=False)
    return edition


def load_edition(plan_id: int) -> Edition:
    """The plan's edition from the database: four queries. Raises LookupError without one."""
    snapshots = _list_published_snapshots(plan_id)
    if not snapshots:
        message = f"plan {plan_id} has no published snapshot"
        raise LookupError(message)
    latest_snapshot = snapshots[-1]
    issues = tuple(_build_issue(snapshot) for snapshot in snapshots)
    rows = [_build_public_row(latest_snapshot, row_data) for row_data in _iterate_row_data(latest_snapshot)]
    standings_by_commitment, changes = build_standings(issues, _load_issue_rows(snapshots))
    header = SnapshotHeader.from_json(
        public_view.build_public_header(latest_snapshot.data, get_publication_scope(latest_snapshot))
    )
    return Edition(
        plan=plan_id,
        slug=make_city_slug(header.plan.city),
        header=header,
        text=Snapshot.objects.values_list("text", flat=True).get(pk=latest_snapshot.pk),
        issues=issues,
        lines=tuple(build_line(row) for row in rows),
        past=standings_by_commitment,
        changes=changes,
        former_by_number=_find_former_rows(snapshots, issues, {row.id for row in rows}, standings_by_commitment),
    )


def _list_published_snapshots(plan_id: int) -> list[Snapshot]:
    """Every published snapshot, oldest first; the closings of one month in order of serial."""
    published_snapshots = Snapshot.objects.filter(Snapshot.PUBLIC, plan=plan_id).defer("text")
    return list(published_snapshots.order_by("month", "serial"))


def _build_issue(snapshot: Snapshot) -> Issue:
    published_at = snapshot.published_at
    assert published_at is not None, "a snapshot that is not published"  # noqa: S101
    month, serial, sha256 = snapshot.month, snapshot.serial, snapshot.sha256
    return Issue(snapshot.pk, month, serial, snapshot.as_of, published_at, sha256)


def _iterate_row_data(snapshot: Snapshot) -> Iterable[Any]:
    return snapshot.rows.order_by("order", "number").values_list("data", flat=True).iterator(500)


def _build_public_row(snapshot: Snapshot, row_data: Any) -> CommitmentRow:
    return CommitmentRow.from_json(public_view.build_public_row(row_data, get_publication_scope(snapshot)))


def _load_issue_rows(snapshots: list[Snapshot]) -> Iterable[IssueRow]:
    rows = SnapshotRow.objects.filter(snapshot__in=[snapshot.pk for snapshot in snapshots])
    column_names = ("snapshot", "commitment", "number", "text", "status", "light")
    for row_values in rows.order_by("snapshot", "order", "number").values_list(*column_names).iterator(2000):
        yield IssueRow(*row_values)


def _find_former_rows(
    snapshots: list[Snapshot], issues: tuple[Issue, ...], current_ids: set[int], standings_by_commitment: Any
) -> dict[str, tuple[CommitmentRow, Issue]]:
    """Number → last published row and its issue, for commitments that the newest issue lacks."""
    snapshot_issue_pairs = zip(snapshots, issues, strict=True)
    snapshot_and_issue_by_pk = {snapshot.pk: (snapshot, issue) for snapshot, issue in snapshot_issue_pairs}
    former_by_number: dict[str, tuple[CommitmentRow, Issue]] = {}
    for commitment_id in standings_by_commitment.keys() - current_ids:
        snapshot, issue = snapshot_and_issue_by_pk[standings_by_commitment[commitment_id][-1].issue.pk]
        row = _build_public_row(snapshot, snapshot.rows.get(commitment=commitment_id).data)
        former_by_number[row.number] = (row, issue)
    return former_by_number


def clear_edition_cache() -> None:
    """Empty the cache (for tests)."""
    with _cache_lock:
        _edition_cache.clear()
