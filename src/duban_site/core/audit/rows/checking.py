"""Comparing every row that the log covers with its latest logged digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from duban_site.core.audit.models import Event, RowDigest
from duban_site.core.audit.rows.digests import compute_row_digest, get_logged_models, iterate_rows
from duban_site.core.audit.rows.logging import REMOVED_DIGEST, add_row_to_digest
from duban_site.encryption.digests import create_digest

CHUNK_SIZE = 2000
LoggedRow = tuple[int, str, str]
"""The key of a row, its latest logged digest, and the digest's algorithm."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that differs from what was logged."""

    table: str
    key: int
    what: str

    def __str__(self) -> str:
        return f"{self.table} row {self.key}: {self.what}"


def find_row_faults() -> Iterator[RowFault]:
    """Every row that was changed, added or removed by anything but an action, by table and key."""
    for _table, model in sorted(get_logged_models().items()):
        yield from find_table_faults(model)


def find_digest_list_fault(event: Event, rows: Iterator[RowDigest] | list[RowDigest]) -> str | None:
    """The problem with the row digests stored for an event; None where they are as logged."""
    list_digest, has_rows = create_digest(event.algorithm), False
    for row in rows:
        has_rows = True
        add_row_to_digest(list_digest, row.table, row.key, row.digest)
    computed_digest = list_digest.hexdigest() if has_rows else ""
    if computed_digest == event.rows:
        return None
    return f"the row digests of event {event.seq} (audit_rowdigest) were changed"


def find_table_faults(model: type[models.Model]) -> Iterator[RowFault]:
    """The faults of one table, by key."""
    table = model._meta.db_table
    unlogged_keys = _get_unlogged_keys(table)
    logged_rows = _iterate_logged_rows(table)
    logged_row: LoggedRow | None = next(logged_rows, None)
    for key, values in iterate_rows(model):
        while logged_row is not None and logged_row[0] < key:
            yield from _report_removed_row(table, logged_row, unlogged_keys)
            logged_row = next(logged_rows, None)
        if logged_row is not None and logged_row[0] == key:
            digest, algorithm = logged_row[1], logged_row[2]
            if key not in unlogged_keys and digest != compute_row_digest(model, values, algorithm):
                yield RowFault(table, key, _describe_change(digest))
            logged_row = next(logged_rows, None)
        elif key not in unlogged_keys:
            yield RowFault(table, key, "was added, but no event says so")
    while logged_row is not None:
        yield from _report_removed_row(table, logged_row, unlogged_keys)
        logged_row = next(logged_rows, None)


def _describe_change(digest: str) -> str:
    if digest == REMOVED_DIGEST:
        return "was added again after it was removed, but no event says so"
    return "was changed after it was logged"


def _report_removed_row(table: str, logged_row: LoggedRow, unlogged_keys: set[int]) -> Iterator[RowFault]:
    if logged_row[1] != REMOVED_DIGEST and logged_row[0] not in unlogged_keys:
        yield RowFault(table, logged_row[0], "was removed, but no event says so")


def _iterate_logged_rows(table: str) -> Iterator[LoggedRow]:
    """The newest digest of each row of a table, by key."""
    algorithm_by_seq: dict[int, str] = {}
    row_digests = RowDigest.objects.filter(table=table).order_by("key", "seq")
    newest_digest: tuple[int, str, int] | None = None
    for key, digest, seq in row_digests.values_list("key", "digest", "seq").iterator(CHUNK_SIZE):
        if newest_digest is not None and newest_digest[0] != key:
            yield (newest_digest[0], newest_digest[1], _get_algorithm(newest_digest[2], algorithm_by_seq))
        newest_digest = (key, digest, seq)
    if newest_digest is not None:
        yield newest_digest[0], newest_digest[1], _get_algorithm(newest_digest[2], algorithm_by_seq)


def _get_algorithm(seq: int, algorithm_by_seq: dict[int, str]) -> str:
    """The digest algorithm of an event; cached, because one event covers many rows."""
    if seq not in algorithm_by_seq:
        algorithm = Event.objects.filter(seq=seq).values_list("algorithm", flat=True).first()
        algorithm_by_seq[seq] = algorithm or "sha256"
    return algorithm_by_seq[seq]


def _get_unlogged_keys(table: str) -> set[int]:
    """Keys of rows that the current transaction changed and has not logged yet."""
    tracked_connection: Any = connection
    changed_keys: set[int] = tracked_connection.changes.rows.get(table, set())
    return changed_keys
