"""Comparing every row that the log covers with its latest logged digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from duban_site.core.audit.models import Event, RowDigest
from duban_site.core.audit.rows.digests import all_rows, logged_tables, row_digest
from duban_site.core.audit.rows.logging import REMOVED, add_row
from duban_site.encryption.digests import new_digest

CHUNK = 2000
Logged = tuple[int, str, str]
"""The key of a row, its latest logged digest, and the digest's algorithm."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that differs from what was logged."""

    table: str
    key: int
    what: str

    def __str__(self) -> str:
        return f"{self.table} row {self.key}: {self.what}"


def row_faults() -> Iterator[RowFault]:
    """Every row that was changed, added or removed by anything but an action, by table and key."""
    for _table, model in sorted(logged_tables().items()):
        yield from table_faults(model)


def digest_list_fault(event: Event, rows: Iterator[RowDigest] | list[RowDigest]) -> str | None:
    """The problem with the row digests stored for an event; None where they are as logged."""
    whole, some = new_digest(event.algorithm), False
    for row in rows:
        some = True
        add_row(whole, row.table, row.key, row.digest)
    found = whole.hexdigest() if some else ""
    if found == event.rows:
        return None
    return f"the row digests of event {event.seq} (audit_rowdigest) were changed"


def table_faults(model: type[models.Model]) -> Iterator[RowFault]:
    """The faults of one table, by key."""
    table = model._meta.db_table
    waiting = _not_yet_logged(table)
    logged = _logged(table)
    last: Logged | None = next(logged, None)
    for key, values in all_rows(model):
        while last is not None and last[0] < key:
            yield from _missing(table, last, waiting)
            last = next(logged, None)
        if last is not None and last[0] == key:
            digest, algorithm = last[1], last[2]
            if key not in waiting and digest != row_digest(model, values, algorithm):
                yield RowFault(table, key, _changed(digest))
            last = next(logged, None)
        elif key not in waiting:
            yield RowFault(table, key, "was added, but no event says so")
    while last is not None:
        yield from _missing(table, last, waiting)
        last = next(logged, None)


def _changed(digest: str) -> str:
    if digest == REMOVED:
        return "was added again after it was removed, but no event says so"
    return "was changed after it was logged"


def _missing(table: str, last: Logged, waiting: set[int]) -> Iterator[RowFault]:
    if last[1] != REMOVED and last[0] not in waiting:
        yield RowFault(table, last[0], "was removed, but no event says so")


def _logged(table: str) -> Iterator[Logged]:
    """The newest digest of each row of a table, by key."""
    algorithms: dict[int, str] = {}
    found = RowDigest.objects.filter(table=table).order_by("key", "seq")
    newest: tuple[int, str, int] | None = None
    for key, digest, seq in found.values_list("key", "digest", "seq").iterator(CHUNK):
        if newest is not None and newest[0] != key:
            yield newest[0], newest[1], _algorithm(newest[2], algorithms)
        newest = (key, digest, seq)
    if newest is not None:
        yield newest[0], newest[1], _algorithm(newest[2], algorithms)


def _algorithm(seq: int, known: dict[int, str]) -> str:
    """The digest algorithm of an event; cached, because one event covers many rows."""
    if seq not in known:
        found = Event.objects.filter(seq=seq).values_list("algorithm", flat=True).first()
        known[seq] = found or "sha256"
    return known[seq]


def _not_yet_logged(table: str) -> set[int]:
    """Keys of rows that the current transaction changed and has not logged yet."""
    taken: Any = connection
    found: set[int] = taken.changes.rows.get(table, set())
    return found
