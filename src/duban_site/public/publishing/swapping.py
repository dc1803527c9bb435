"""Putting a folder in place whole: written beside, then renamed."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

MARK = "publish.json"
"""Stands in every folder that was made here, and says what it was made from."""


class NotOursError(ValueError):
    """The folder holds something that was not made by this."""


def put_in_place(folder: Path, write: Callable[[Path], Any]) -> None:
    """Let `write` fill a new folder, and put it in the place of `folder`.

    `write` gives what is noted in `publish.json`. Whoever reads `folder` meanwhile finds the old
    one or the new one, and nothing half written; a failure leaves the old one as it was. Raises
    NotOursError for a folder that holds anything else, OSError where the disk refuses.
    """
    folder = folder.absolute()
    if folder.exists() and not _ours(folder):
        msg = f"{folder} holds files that duban publish did not write. Name a new or empty folder."
        raise NotOursError(msg)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}-{secrets.token_hex(6)}")
    try:
        beside.mkdir()
        noted = write(beside)
        (beside / MARK).write_text(json.dumps(noted, ensure_ascii=False, indent=1) + "\n", "utf-8")
        _swap(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))


def _swap(new: Path, folder: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    old = new.with_name(new.name + "-old")
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
