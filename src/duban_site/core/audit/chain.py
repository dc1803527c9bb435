"""Sealing an event, and verifying the chain (docs/decisions/0022)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from duban_site.core.audit.models import GENESIS, Event, Head, RowDigest
from duban_site.core.audit.rows.checking import digest_list_fault, row_faults
from duban_site.core.audit.rows.files import file_faults
from duban_site.database.snapshot import snapshot
from duban_site.encryption.digests import ALGORITHMS, hex_digest

CHUNK = 2000
MOST_FAULTS = 50
"""Number of faulty rows that a verdict lists."""


def seal(event: Event) -> str:
    """The digest over the canonical JSON of every field but the hash itself."""
    body = {
        "seq": event.seq,
        "at": event.at.astimezone(dt.UTC).isoformat(),
        "actor_id": event.actor_id,
        "actor": event.actor,
        "action": event.action,
        "object_type": event.object_type,
        "object_id": event.object_id,
        "label": event.label,
        "data": event.data,
        "request_id": event.request_id,
        "address": event.address,
        "algorithm": event.algorithm,
        "rows": event.rows,
        "previous": event.previous,
    }
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hex_digest(canonical.encode(), event.algorithm)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a verification: `fault` is None for an intact chain, else the first fault."""

    seq: int
    hash: str
    fault: str | None = None

    @property
    def whole(self) -> bool:
        """Whether the chain is complete and unchanged."""
        return self.fault is None


def verify(kept: str | None = None) -> Verdict:
    """Verify the chain from its first event to its head; others may go on writing.

    `saved_head` is a head `SEQ:HASH` that was saved outside of the service. With it, a chain that
    was rewritten completely, or cut together with its stored head, is detected as well.
    """
    anchor = _anchor(kept)
    with snapshot():
        return _walk(anchor)


def _walk(anchor: tuple[int, str] | None) -> Verdict:
    seq, last, lists = 0, GENESIS, _ListsOfRows()
    for event in Event.objects.order_by("seq").iterator(CHUNK):
        fault = _fault(event, seq, last) or digest_list_fault(event, lists.of(event.seq))
        if fault is None and anchor is not None and anchor[0] == event.seq != 0:
            fault = _not_kept(event.hash, anchor[1])
        if fault is not None:
            return Verdict(seq + 1, last, fault)
        seq, last = event.seq, event.hash
    fault = _fault_at_head(seq, last, anchor)
    return Verdict(seq, last, fault) if fault else _verdict_on_rows(seq, last)


def _verdict_on_rows(seq: int, last: str) -> Verdict:
    """Check that every row, and every file that rows name, is as it was logged."""
    found = [str(fault) for fault in islice(chain(row_faults(), file_faults()), MOST_FAULTS + 1)]
    if len(found) > MOST_FAULTS:
        found[MOST_FAULTS:] = ["and more"]
    return Verdict(seq, last, "; ".join(found) or None)


class _ListsOfRows:
    """The row digests of each event, read in one pass along the chain."""

    def __init__(self) -> None:
        ordered = RowDigest.objects.order_by("seq", "table", "key")
        self._rows = ordered.iterator(CHUNK)
        self._next = next(self._rows, None)

    def of(self, seq: int) -> Iterator[RowDigest]:
        """The digests of event `seq`, and any unread ones of earlier numbers."""
        while self._next is not None and self._next.seq <= seq:
            yield self._next
            self._next = next(self._rows, None)


def _anchor(kept: str | None) -> tuple[int, str] | None:
    if kept is None:
        return None
    seq, _, digest = kept.strip().partition(":")
    if not seq.isdigit() or len(digest) != len(GENESIS):
        msg = f"{kept!r} is not a head. Write it as `duban audit head` printed it, SEQ:HASH."
        raise ValueError(msg)
    return int(seq), digest


def _fault(event: Event, seq: int, last: str) -> str | None:
    if event.seq != seq + 1:
        return f"event {seq + 1} is missing: the next one stored is {event.seq}"
    if event.previous != last:
        return f"event {event.seq} does not follow event {seq}: one of them was replaced"
    if event.algorithm not in ALGORITHMS or event.hash != seal(event):
        return f"event {event.seq} was edited after it was written"
    return None


def _not_kept(found: str, kept: str) -> str | None:
    return None if found == kept else "the chain was written anew: it differs from the kept head"


def _fault_at_head(seq: int, last: str, anchor: tuple[int, str] | None) -> str | None:
    head = Head.objects.first() or Head()
    if head.seq != seq:
        return f"events {seq + 1} to {head.seq} at the end are missing"
    if head.hash != last:
        return f"the stored head does not match event {seq}"
    if anchor is not None and anchor[0] > seq:
        return f"events {seq + 1} to {anchor[0]} of the kept head are missing"
    return None
