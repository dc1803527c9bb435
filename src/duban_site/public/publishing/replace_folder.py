"""Replacing a folder atomically: the new one is written beside it, then renamed."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

MARKER_NAME = "publish.json"
"""The file that marks a folder as written by this module, with what it was made from."""


class ForeignFolderError(ValueError):
    """The folder contains files that this module did not write."""


def replace_folder(folder: Path, write_contents: Callable[[Path], Any]) -> None:
    """Let `write_contents` fill a new folder, and replace `folder` with it.

    `write_contents` returns the data for `publish.json`. Readers see either the old folder or the
    new one, never a partly written one; a failure leaves the old one unchanged. Raises
    ForeignFolderError for a folder that contains anything else, OSError where writing fails.
    """
    folder = folder.absolute()
    if folder.exists() and not _is_replaceable(folder):
        message = f"{folder} holds files that duban publish did not write. Name a new or empty folder."
        raise ForeignFolderError(message)
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary_folder = folder.with_name(f".{folder.name}-{secrets.token_hex(6)}")
    try:
        temporary_folder.mkdir()
        marker_data = write_contents(temporary_folder)
        (temporary_folder / MARKER_NAME).write_text(
            json.dumps(marker_data, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
        _swap_folders(temporary_folder, folder)
    finally:
        shutil.rmtree(temporary_folder, ignore_errors=True)


def _is_replaceable(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARKER_NAME).is_file() or not any(folder.iterdir()))


def _swap_folders(new_folder: Path, folder: Path) -> None:
    if not folder.exists():
        new_folder.rename(folder)
        return
    old_folder = new_folder.with_name(new_folder.name + "-old")
    folder.rename(old_folder)
    try:
        new_folder.rename(folder)
    except OSError:
        old_folder.rename(folder)
        raise
    shutil.rmtree(old_folder, ignore_errors=True)
