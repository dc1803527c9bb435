"""Backups in one folder, named by their time; the oldest are deleted."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from duban_site.backup.make_backup import make_backup
from duban_site.backup.manifest import Manifest
from duban_site.core.clock import utc_now

BACKUP_NAME_PATTERN = re.compile(r"duban-\d{8}T\d{6}Z\.tar")
DAY_SECONDS = 86_400


def back_up_into(
    folder: Path, max_backups: int | None, warn: Callable[[str], None]
) -> tuple[Path, Manifest, list[Path]]:
    """Make a backup in the folder and delete all but the newest `max_backups`.

    Returns the new file, its manifest, and the deleted files.
    """
    target = new_backup_path(folder, utc_now()).absolute()
    manifest = make_backup(target, warn)
    removed = remove_oldest(folder, max_backups) if max_backups else []
    remove_broken(folder)
    return target, manifest, removed


def new_backup_path(folder: Path, now: dt.datetime) -> Path:
    """`duban-20261130T020000Z.tar`."""
    return folder / f"duban-{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}.tar"


def remove_broken(folder: Path) -> None:
    """Remove partial backups that were interrupted more than a day ago."""
    for path in folder.glob(".duban-*.tar.part"):
        if path.stat().st_mtime < utc_now().timestamp() - DAY_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def remove_oldest(folder: Path, max_backups: int) -> list[Path]:
    """Remove all but the newest `max_backups` of this folder's backups; returns the removed."""
    backups = sorted(path for path in folder.iterdir() if BACKUP_NAME_PATTERN.fullmatch(path.name))
    removed = backups[:-max_backups]
    for path in removed:
        path.unlink()
    return removed
