"""Replacing a folder atomically: the new one is written beside it, then renamed."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

MARK = "publish.json"
"""The file that marks a folder as written by this module, with what it was made from."""


class NotOursError(ValueError):
    """The folder contains files that this module did not write."""


def put_in_place(folder: Path, write: Callable[[Path], Any]) -> None:
    """Let `write_contents` fill a new folder, and replace `folder` with it.

    `write_contents` returns the data for `publish.json`. Readers see either the old folder or the
    new one, never a partly written one; a failure leaves the old one unchanged. Raises
    ForeignFolderError for a folder that contains anything else, OSError where writing fails.
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
