"""Evidence files: those the database names, those in the store, and the quarantine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from duban_site.core.clock import utc_now

COLUMN, SIZE = "sha256", "size"
AGE = 3600
"""Seconds after which a file that no row names counts as left over, not as being uploaded."""


def folder() -> Path:
    """Return the folder of the evidence store."""
    found: Path = settings.EVIDENCE
    return found


def quarantine_folder() -> Path:
    """Return the folder of files that no row names. Only people delete from it."""
    data: Path = settings.DATA
    return data / "quarantine"


def file_models() -> list[type[models.Model]]:
    """The models whose rows name a file of the store: they have its hash and its size."""
    found = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if {COLUMN, SIZE} <= names:
            found.append(model)
    return found


def named_now() -> set[str]:
    """Return every hash that the live database names."""
    found: set[str] = set()
    for model in file_models():
        rows = model._base_manager.exclude(**{COLUMN: ""}).order_by()
        found |= set(rows.values_list(COLUMN, flat=True).distinct())
    return found


def stored() -> Iterator[Path]:
    """List every file in the store, complete or left over from an interrupted upload."""
    root = folder()
    if root.is_dir():
        yield from sorted(path for path in root.rglob("*") if path.is_file())


def is_whole(path: Path) -> bool:
    """Whether a stored file is named by a hash, as complete uploads are."""
    return len(path.name) == 64 and path.parent.name == path.name[:2]


def unnamed(now: float | None = None) -> list[Path]:
    """Stored files that no row names and that nobody is uploading now."""
    before = (utc_now().timestamp() if now is None else now) - AGE
    old = [path for path in stored() if _changed(path) < before]
    named = named_now() if old else set()
    return [path for path in old if path.name not in named]


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def quarantine(now: float | None = None) -> list[Path]:
    """Move files that no row names to the quarantine; returns them. Deletes nothing."""
    found = unnamed(now)
    if not found:
        return []
    day = utc_now().strftime("%Y%m%dT%H%M%SZ")
    target = quarantine_folder() / day
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in found:
        os.replace(path, target / path.name)
    return found


def quarantined() -> list[Path]:
    """List the files in quarantine."""
    root = quarantine_folder()
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.is_dir() else []


def bring_back() -> list[Path]:
    """Move quarantined files that rows name, and the store lacks, back into the store."""
    named = named_now()
    back = []
    for path in quarantined():
        target = folder() / path.name[:2] / path.name
        if path.name in named and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
            back.append(target)
    return back
