"""The paper of a step: its effective day, its text, its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from duban_site.core.files import Stored, store


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the evidence store, with its original name."""

    name: str
    stored: Stored


@dataclass(frozen=True, slots=True)
class Paper:
    """A step's day, text and files; views set `on` to today, people never choose it."""

    on: dt.date
    text: str = ""
    files: tuple[KeptFile, ...] = ()


def keep(files: Iterable[tuple[str, IO[bytes]]]) -> tuple[KeptFile, ...]:
    """Store files before the transaction begins; an abort leaves orphans, which are swept."""
    stored = (store(file, name) for name, file in files)
    return tuple(KeptFile(one.name, one) for one in stored)
