"""Evidence files: those the database names, those in the store, and the quarantine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from duban_site.core.clock import utc_now

HASH_COLUMN, SIZE_COLUMN = "sha256", "size"
MIN_AGE_SECONDS = 3600
"""Seconds after which a file that no row names counts as left over, not as being uploaded."""


def evidence_folder() -> Path:
    """Return the folder of the evidence store."""
    path: Path = settings.EVIDENCE
    return path


def quarantine_folder() -> Path:
    """Return the folder of files that no row names. Only people delete from it."""
    data: Path = settings.DATA
    return data / "quarantine"


def list_file_models() -> list[type[models.Model]]:
    """The models whose rows name a file of the store: they have its hash and its size."""
    store_models = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if {HASH_COLUMN, SIZE_COLUMN} <= names:
            store_models.append(model)
    return store_models


def list_named_hashes() -> set[str]:
    """Return every hash that the live database names."""
    hashes: set[str] = set()
    for model in list_file_models():
        rows = model._base_manager.exclude(**{HASH_COLUMN: ""}).order_by()
        hashes |= set(rows.values_list(HASH_COLUMN, flat=True).distinct())
    return hashes


def list_stored_files() -> Iterator[Path]:
    """List every file in the store, complete or left over from an interrupted upload."""
    root = evidence_folder()
    if root.is_dir():
        yield from sorted(path for path in root.rglob("*") if path.is_file())


def is_complete(path: Path) -> bool:
    """Whether a stored file is named by a hash, as complete uploads are."""
    return len(path.name) == 64 and path.parent.name == path.name[:2]


def find_unnamed_files(now: float | None = None) -> list[Path]:
    """Stored files that no row names and that nobody is uploading now."""
    cutoff = (utc_now().timestamp() if now is None else now) - MIN_AGE_SECONDS
    old_files = [path for path in list_stored_files() if _modified_at(path) < cutoff]
    named_hashes = list_named_hashes() if old_files else set()
    return [path for path in old_files if path.name not in named_hashes]


def _modified_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def quarantine_unnamed_files(now: float | None = None) -> list[Path]:
    """Move files that no row names to the quarantine; returns them. Deletes nothing."""
    files = find_unnamed_files(now)
    if not files:
        return []
    timestamp = utc_now().strftime("%Y%m%dT%H%M%SZ")
    target = quarantine_folder() / timestamp
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in files:
        os.replace(path, target / path.name)
    return files


def list_quarantined_files() -> list[Path]:
    """List the files in quarantine."""
    root = quarantine_folder()
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.is_dir() else []


def restore_from_quarantine() -> list[Path]:
    """Move quarantined files that rows name, and the store lacks, back into the store."""
    named_hashes = list_named_hashes()
    restored = []
    for path in list_quarantined_files():
        target = evidence_folder() / path.name[:2] / path.name
        if path.name in named_hashes and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
            restored.append(target)
    return restored
