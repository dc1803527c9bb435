"""What a run did, and how far it is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from duban.documents.atomic_write import save_atomically


@dataclass(frozen=True, slots=True)
class BadFile:
    """A file that gave nothing, and why."""

    file: str
    reason: str


@dataclass(slots=True)
class Outcome:
    """What a run did. `reused` files were read by an earlier run; `empty` ones gave no row.

    `bad` files could not be read; `unsupported_files` were not tried, because of their names.
    Together with those read they are all files of the folder.

    `rows` counts those of the largest table. `unplaced` are reports without a region code,
    `undated` those without a plan year; `count_by_notice` counts reports by code of notice.
    """

    files: int = 0
    read: int = 0
    reused: int = 0
    empty: int = 0
    rows: int = 0
    unplaced: int = 0
    undated: int = 0
    count_by_notice: dict[str, int] = field(default_factory=dict)
    bad: list[BadFile] = field(default_factory=list)
    unsupported_files: list[BadFile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    done: int
    total: int
    bad: int


def write_quarantine(output: Path, bad_files: list[BadFile]) -> None:
    """The list of bad files, one JSON object a line; no file where there is none."""
    if not bad_files:
        output.unlink(missing_ok=True)
        return
    lines = [
        json.dumps({"file": bad_file.file, "reason": bad_file.reason}, ensure_ascii=False) for bad_file in bad_files
    ]
    save_atomically(output, ("\n".join(lines) + "\n").encode("utf-8", errors="replace"))
