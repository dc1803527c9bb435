"""The paper of a step: its effective day, its text, its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from duban_site.core.evidence_store import StoredFile, store_file


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file in the evidence store, with its original name."""

    name: str
    stored_file: StoredFile


@dataclass(frozen=True, slots=True)
class StepPaper:
    """A step's day, text and files; views set `on` to today, people never choose it."""

    on: dt.date
    text: str = ""
    files: tuple[EvidenceFile, ...] = ()


def store_files(files: Iterable[tuple[str, IO[bytes]]]) -> tuple[EvidenceFile, ...]:
    """Store files before the transaction begins; an abort leaves orphans, which are swept."""
    stored_files = (store_file(file, name) for name, file in files)
    return tuple(EvidenceFile(stored_file.name, stored_file) for stored_file in stored_files)
