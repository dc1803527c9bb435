"""What a step carries: the day it counts for, its words, its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from duban_site.core.files import Stored, store


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file already in the evidence store, and the name it came with."""

    name: str
    stored: Stored


@dataclass(frozen=True, slots=True)
class Paper:
    """Of a step: `on` is today in a view, never asked of the person."""

    on: dt.date
    text: str = ""
    files: tuple[KeptFile, ...] = ()


def keep(files: Iterable[tuple[str, IO[bytes]]]) -> tuple[KeptFile, ...]:
    """Store files before the transaction begins: a break leaves orphans, which are swept."""
    stored = (store(file, name) for name, file in files)
    return tuple(KeptFile(one.name, one) for one in stored)
