"""Backups in one folder, named by their time; the oldest are deleted."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from duban_site.backup.making import make_backup
from duban_site.backup.manifest import Manifest
from duban_site.core.clock import utc_now

NAMED = re.compile(r"duban-\d{8}T\d{6}Z\.tar")
DAY = 86_400


def back_up_into(
    folder: Path, keep: int | None, warn: Callable[[str], None]
) -> tuple[Path, Manifest, list[Path]]:
    """Make a backup in the folder and delete all but the newest `max_backups`.

    Returns the new file, its manifest, and the deleted files.
    """
    target = new_name(folder, utc_now()).absolute()
    manifest = make_backup(target, warn)
    gone = remove_oldest(folder, keep) if keep else []
    remove_broken(folder)
    return target, manifest, gone


def new_name(folder: Path, now: dt.datetime) -> Path:
    """`duban-20261130T020000Z.tar`."""
    return folder / f"duban-{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}.tar"


def remove_broken(folder: Path) -> None:
    """Remove partial backups that were interrupted more than a day ago."""
    for path in folder.glob(".duban-*.tar.part"):
        if path.stat().st_mtime < utc_now().timestamp() - DAY:
            shutil.rmtree(path, ignore_errors=True)


def remove_oldest(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest `max_backups` of this folder's backups; returns the removed."""
    found = sorted(path for path in folder.iterdir() if NAMED.fullmatch(path.name))
    gone = found[:-keep]
    for path in gone:
        path.unlink()
    return gone
