"""Logging the digests of changed rows with the event that changed them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connection

from duban_site.core.audit.models import RowDigest
from duban_site.core.audit.rows.digests import get_logged_models, iterate_row_digests
from duban_site.database.bulk import bulk_insert_rows
from duban_site.encryption.digests import Digest, create_digest

BATCH_SIZE = 1000
REMOVED_DIGEST = ""
"""Stands for the digest of a removed row."""


def log_changed_rows(seq: int, algorithm: str) -> str:
    """Store the digests of all rows that this transaction changed so far, under event `seq`.

    Returns one digest over all of them for the event itself; empty where no row changed.
    """
    tracked_connection: Any = connection
    return log_rows(seq, tracked_connection.changes.take(), algorithm)


def log_rows(seq: int, keys_by_table: Mapping[str, Iterable[int]], algorithm: str) -> str:
    """As `log_changed_rows`, for the rows of `keys_by_table`."""
    list_digest, has_rows = create_digest(algorithm), False
    pending_digests: list[RowDigest] = []
    for table, key, digest in _iterate_changed_digests(keys_by_table, algorithm):
        has_rows = True
        add_row_to_digest(list_digest, table, key, digest)
        pending_digests.append(RowDigest(seq=seq, table=table, key=key, digest=digest))
        if len(pending_digests) == BATCH_SIZE:
            RowDigest.objects.bulk_create(pending_digests)
            pending_digests = []
    RowDigest.objects.bulk_create(pending_digests)
    return list_digest.hexdigest() if has_rows else ""


def collect_changed_rows(algorithm: str) -> list[tuple[str, int, str]]:
    """Table, key and digest of all rows that this transaction changed so far, to be stored next."""
    tracked_connection: Any = connection
    return [*_iterate_changed_digests(tracked_connection.changes.take(), algorithm)]


def log_rows_by_event(
    changed_rows: Iterable[tuple[str, int, str]],
    seq_by_row: Mapping[tuple[str, int], int],
    default_seq: int,
    algorithm: str,
) -> dict[int, str]:
    """Store the result of `collect_changed_rows`, each row under its event.

    `seq_by_row` gives a row's event by (table, key), `default_seq` that of all remaining rows.
    Returns one digest by event over its rows, as `log_changed_rows` does for a single event.
    """
    digest_by_seq: dict[int, Digest] = {}
    pending_digests: list[tuple[int, str, int, str]] = []
    for table, key, digest in changed_rows:
        seq = seq_by_row.get((table, key), default_seq)
        if seq not in digest_by_seq:
            digest_by_seq[seq] = create_digest(algorithm)
        add_row_to_digest(digest_by_seq[seq], table, key, digest)
        pending_digests.append((seq, table, key, digest))
    bulk_insert_rows(RowDigest, ("seq", "table", "key", "digest"), pending_digests)
    return {seq: list_digest.hexdigest() for seq, list_digest in digest_by_seq.items()}


def add_row_to_digest(list_digest: Digest, table: str, key: int, digest: str) -> None:
    """Add one row to the digest over all rows of an event: by table, then by key."""
    list_digest.update(f"{table} {key} {digest}\n".encode())


def _iterate_changed_digests(
    keys_by_table: Mapping[str, Iterable[int]], algorithm: str
) -> Iterator[tuple[str, int, str]]:
    model_by_table = get_logged_models()
    for table in sorted(set(keys_by_table) & set(model_by_table)):
        keys = sorted(keys_by_table[table])
        digest_by_key = dict(iterate_row_digests(model_by_table[table], keys, algorithm))
        for key in keys:
            yield table, key, digest_by_key.get(key, REMOVED_DIGEST)
