"""Logging the digests of changed rows with the event that changed them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connection

from duban_site.core.audit.models import RowDigest
from duban_site.core.audit.rows.digests import logged_tables, row_digests
from duban_site.database.many import insert_rows
from duban_site.encryption.digests import Digest, new_digest

BATCH = 1000
REMOVED = ""
"""Stands for the digest of a removed row."""


def log_changed_rows(seq: int, algorithm: str) -> str:
    """Store the digests of all rows that this transaction changed so far, under event `seq`.

    Returns one digest over all of them for the event itself; empty where no row changed.
    """
    taken: Any = connection
    return log_rows(seq, taken.changes.take(), algorithm)


def log_rows(seq: int, changed: Mapping[str, Iterable[int]], algorithm: str) -> str:
    """As `log_changed_rows`, for the rows of `keys_by_table`."""
    whole, some = new_digest(algorithm), False
    waiting: list[RowDigest] = []
    for table, key, digest in _digests(changed, algorithm):
        some = True
        add_row(whole, table, key, digest)
        waiting.append(RowDigest(seq=seq, table=table, key=key, digest=digest))
        if len(waiting) == BATCH:
            RowDigest.objects.bulk_create(waiting)
            waiting = []
    RowDigest.objects.bulk_create(waiting)
    return whole.hexdigest() if some else ""


def take_changed_rows(algorithm: str) -> list[tuple[str, int, str]]:
    """Table, key and digest of all rows that this transaction changed so far, to be stored next."""
    taken: Any = connection
    return [*_digests(taken.changes.take(), algorithm)]


def log_rows_of_many(
    taken: Iterable[tuple[str, int, str]],
    covering: Mapping[tuple[str, int], int],
    otherwise: int,
    algorithm: str,
) -> dict[int, str]:
    """Store the result of `collect_changed_rows`, each row under its event.

    `seq_by_row` gives a row's event by (table, key), `default_seq` that of all remaining rows.
    Returns one digest by event over its rows, as `log_changed_rows` does for a single event.
    """
    wholes: dict[int, Digest] = {}
    waiting: list[tuple[int, str, int, str]] = []
    for table, key, digest in taken:
        seq = covering.get((table, key), otherwise)
        if seq not in wholes:
            wholes[seq] = new_digest(algorithm)
        add_row(wholes[seq], table, key, digest)
        waiting.append((seq, table, key, digest))
    insert_rows(RowDigest, ("seq", "table", "key", "digest"), waiting)
    return {seq: whole.hexdigest() for seq, whole in wholes.items()}


def add_row(whole: Digest, table: str, key: int, digest: str) -> None:
    """Add one row to the digest over all rows of an event: by table, then by key."""
    whole.update(f"{table} {key} {digest}\n".encode())


def _digests(
    changed: Mapping[str, Iterable[int]], algorithm: str
) -> Iterator[tuple[str, int, str]]:
    models = logged_tables()
    for table in sorted(set(changed) & set(models)):
        keys = sorted(changed[table])
        there = dict(row_digests(models[table], keys, algorithm))
        for key in keys:
            yield table, key, there.get(key, REMOVED)
