"""Sealing an event, and verifying the chain (docs/decisions/0022)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from duban_site.core.audit.models import GENESIS_HASH, Event, Head, RowDigest
from duban_site.core.audit.rows.checking import find_digest_list_fault, find_row_faults
from duban_site.core.audit.rows.files import find_file_faults
from duban_site.database.read_snapshot import read_snapshot
from duban_site.encryption.digests import ALGORITHMS, compute_hex_digest

CHUNK_SIZE = 2000
MAX_REPORTED_FAULTS = 50
"""Number of faulty rows that a verdict lists."""


def compute_event_digest(event: Event) -> str:
    """The digest over the canonical JSON of every field but the hash itself."""
    event_fields = {
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
    canonical_json = json.dumps(event_fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return compute_hex_digest(canonical_json.encode(), event.algorithm)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a verification: `fault` is None for an intact chain, else the first fault."""

    seq: int
    hash: str
    fault: str | None = None

    @property
    def is_intact(self) -> bool:
        """Whether the chain is complete and unchanged."""
        return self.fault is None


def verify_chain(saved_head: str | None = None) -> Verdict:
    """Verify the chain from its first event to its head; others may go on writing.

    `saved_head` is a head `SEQ:HASH` that was saved outside of the service. With it, a chain that
    was rewritten completely, or cut together with its stored head, is detected as well.
    """
    anchor = _parse_saved_head(saved_head)
    with read_snapshot():
        return _walk_chain(anchor)


def _walk_chain(anchor: tuple[int, str] | None) -> Verdict:
    previous_seq, previous_hash, digest_lists = 0, GENESIS_HASH, _RowDigestReader()
    for event in Event.objects.order_by("seq").iterator(CHUNK_SIZE):
        fault = _find_event_fault(event, previous_seq, previous_hash) or find_digest_list_fault(
            event, digest_lists.read_until(event.seq)
        )
        if fault is None and anchor is not None and anchor[0] == event.seq != 0:
            fault = _compare_with_saved_head(event.hash, anchor[1])
        if fault is not None:
            return Verdict(previous_seq + 1, previous_hash, fault)
        previous_seq, previous_hash = event.seq, event.hash
    fault = _find_head_fault(previous_seq, previous_hash, anchor)
    return Verdict(previous_seq, previous_hash, fault) if fault else _check_rows(previous_seq, previous_hash)


def _check_rows(seq: int, head_hash: str) -> Verdict:
    """Check that every row, and every file that rows name, is as it was logged."""
    faults = [str(fault) for fault in islice(chain(find_row_faults(), find_file_faults()), MAX_REPORTED_FAULTS + 1)]
    if len(faults) > MAX_REPORTED_FAULTS:
        faults[MAX_REPORTED_FAULTS:] = ["and more"]
    return Verdict(seq, head_hash, "; ".join(faults) or None)


class _RowDigestReader:
    """The row digests of each event, read in one pass along the chain."""

    def __init__(self) -> None:
        ordered = RowDigest.objects.order_by("seq", "table", "key")
        self._rows = ordered.iterator(CHUNK_SIZE)
        self._next = next(self._rows, None)

    def read_until(self, seq: int) -> Iterator[RowDigest]:
        """The digests of event `seq`, and any unread ones of earlier numbers."""
        while self._next is not None and self._next.seq <= seq:
            yield self._next
            self._next = next(self._rows, None)


def _parse_saved_head(saved_head: str | None) -> tuple[int, str] | None:
    if saved_head is None:
        return None
    seq, _, digest = saved_head.strip().partition(":")
    if not seq.isdigit() or len(digest) != len(GENESIS_HASH):
        message = f"{saved_head!r} is not a head. Write it as `duban audit head` printed it, SEQ:HASH."
        raise ValueError(message)
    return int(seq), digest


def _find_event_fault(event: Event, previous_seq: int, previous_hash: str) -> str | None:
    if event.seq != previous_seq + 1:
        return f"event {previous_seq + 1} is missing: the next one stored is {event.seq}"
    if event.previous != previous_hash:
        return f"event {event.seq} does not follow event {previous_seq}: one of them was replaced"
    if event.algorithm not in ALGORITHMS or event.hash != compute_event_digest(event):
        return f"event {event.seq} was edited after it was written"
    return None


def _compare_with_saved_head(event_hash: str, saved_hash: str) -> str | None:
    return None if event_hash == saved_hash else "the chain was written anew: it differs from the kept head"


def _find_head_fault(seq: int, last_hash: str, anchor: tuple[int, str] | None) -> str | None:
    head = Head.objects.first() or Head()
    if head.seq != seq:
        return f"events {seq + 1} to {head.seq} at the end are missing"
    if head.hash != last_hash:
        return f"the stored head does not match event {seq}"
    if anchor is not None and anchor[0] > seq:
        return f"events {seq + 1} to {anchor[0]} of the kept head are missing"
    return None
