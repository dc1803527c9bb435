"""The hash of a snapshot: over its header, the report's text and every row, in order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]


def canonical(value: object) -> bytes:
    """JSON with sorted keys: what two databases give back the same, byte for byte."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Seal:
    """Fed with the rows as they pass; `hexdigest` closes it with the header."""

    def __init__(self, text: str) -> None:
        self._hash = hashlib.sha256(hashlib.sha256(text.encode()).digest())

    def add(self, row: Json) -> None:
        """The next row, in the snapshot's order."""
        self._hash.update(hashlib.sha256(canonical(row)).digest())

    def close(self, header: Json) -> str:
        """The hash of all that was added, and the header."""
        self._hash.update(hashlib.sha256(canonical(header)).digest())
        return self._hash.hexdigest()


def seal(header: Json, text: str, rows: Iterable[Json]) -> str:
    """The hash of a whole snapshot."""
    found = Seal(text)
    for row in rows:
        found.add(row)
    return found.close(header)
