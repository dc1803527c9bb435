"""Loading editions from the database: once per publication, then from a cache in memory."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Any

from duban_site.public.edition.edition import Edition
from duban_site.public.edition.issues import Issue, Told, standings
from duban_site.public.edition.lines import line_of
from duban_site.snapshots import public_view
from duban_site.snapshots.content import Header, Row
from duban_site.snapshots.models import Snapshot, SnapshotRow
from duban_site.snapshots.queries import shown

KEPT = 6
"""Number of editions in the cache: the most recently used ones."""
UNSAFE = re.compile(r"[\s/\\?#%&;:.\"'<>|*\x00-\x1f]+")
Stamp = tuple[tuple[Any, ...], ...]

_kept: OrderedDict[tuple[int, Stamp], Edition] = OrderedDict()
_lock = Lock()


def slug_of(city: str) -> str:
    """The city's name for addresses and folders, without characters that either cannot contain."""
    return UNSAFE.sub("-", city.strip()).strip("-") or "-"


def opened(plan: int, stamp: Stamp) -> Edition:
    """The plan's edition, cached by plan and `stamp`, which changes with each publication."""
    key = (plan, stamp)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    edition = read(plan)
    with _lock:
        _kept[key] = edition
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return edition


def read(plan: int) -> Edition:
    """The plan's edition from the database: four queries. Raises LookupError without one."""
    snapshots = _published(plan)
    if not snapshots:
        msg = f"plan {plan} has no published snapshot"
        raise LookupError(msg)
    newest = snapshots[-1]
    issues = tuple(_issue(snapshot) for snapshot in snapshots)
    rows = [_row(newest, data) for data in _data(newest)]
    past, changes = standings(issues, _told(snapshots))
    header = Header.of(public_view.header(newest.data, shown(newest)))
    return Edition(
        plan=plan,
        slug=slug_of(header.plan.city),
        header=header,
        text=Snapshot.objects.values_list("text", flat=True).get(pk=newest.pk),
        issues=issues,
        lines=tuple(line_of(row) for row in rows),
        past=past,
        changes=changes,
        former=_former(snapshots, issues, {row.id for row in rows}, past),
    )


def _published(plan: int) -> list[Snapshot]:
    """Every published snapshot, oldest first; the closings of one month in order of serial."""
    public = Snapshot.objects.filter(Snapshot.PUBLIC, plan=plan).defer("text")
    return list(public.order_by("month", "serial"))


def _issue(snapshot: Snapshot) -> Issue:
    at = snapshot.published_at
    assert at is not None, "a snapshot that is not published"  # noqa: S101
    month, serial, sha256 = snapshot.month, snapshot.serial, snapshot.sha256
    return Issue(snapshot.pk, month, serial, snapshot.as_of, at, sha256)


def _data(snapshot: Snapshot) -> Iterable[Any]:
    return snapshot.rows.order_by("order", "number").values_list("data", flat=True).iterator(500)


def _row(snapshot: Snapshot, data: Any) -> Row:
    return Row.of(public_view.row(data, shown(snapshot)))


def _told(snapshots: list[Snapshot]) -> Iterable[Told]:
    rows = SnapshotRow.objects.filter(snapshot__in=[one.pk for one in snapshots])
    names = ("snapshot", "commitment", "number", "text", "status", "light")
    for values in rows.order_by("snapshot", "order", "number").values_list(*names).iterator(2000):
        yield Told(*values)


def _former(
    snapshots: list[Snapshot], issues: tuple[Issue, ...], held: set[int], past: Any
) -> dict[str, tuple[Row, Issue]]:
    """Number → last published row and its issue, for commitments that the newest issue lacks."""
    pairs = zip(snapshots, issues, strict=True)
    by_pk = {snapshot.pk: (snapshot, issue) for snapshot, issue in pairs}
    found: dict[str, tuple[Row, Issue]] = {}
    for key in past.keys() - held:
        snapshot, issue = by_pk[past[key][-1].issue.pk]
        row = _row(snapshot, snapshot.rows.get(commitment=key).data)
        found[row.number] = (row, issue)
    return found


def forget() -> None:
    """Empty the cache (for tests)."""
    with _lock:
        _kept.clear()
