"""The hash of a snapshot: over its header, the report's text and every row, in order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]


def encode_canonical_json(value: object) -> bytes:
    """JSON with sorted keys, so that both databases give the same bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class SnapshotHasher:
    """Computes a snapshot's hash from the rows, added one by one, and finally the header."""

    def __init__(self, text: str) -> None:
        self._hash = hashlib.sha256(hashlib.sha256(text.encode()).digest())

    def add_row(self, row: Json) -> None:
        """Add the next row, in the snapshot's order."""
        self._hash.update(hashlib.sha256(encode_canonical_json(row)).digest())

    def close(self, header: Json) -> str:
        """Add the header, and return the hash of everything."""
        self._hash.update(hashlib.sha256(encode_canonical_json(header)).digest())
        return self._hash.hexdigest()


def compute_snapshot_hash(header: Json, text: str, rows: Iterable[Json]) -> str:
    """The hash of a complete snapshot."""
    hasher = SnapshotHasher(text)
    for row in rows:
        hasher.add_row(row)
    return hasher.close(header)
