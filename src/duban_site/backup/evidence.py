"""Files of evidence: which the database names, which lie there, and the quarantine."""

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
"""Seconds after which a file that no row names is left over, and not just being uploaded."""


def folder() -> Path:
    """Where evidence lies."""
    found: Path = settings.EVIDENCE
    return found


def quarantine_folder() -> Path:
    """Where files lie that no row names. Nothing removes them but people."""
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
    """Every hash that the database in use names."""
    found: set[str] = set()
    for model in file_models():
        rows = model._base_manager.exclude(**{COLUMN: ""}).order_by()
        found |= set(rows.values_list(COLUMN, flat=True).distinct())
    return found


def stored() -> Iterator[Path]:
    """Every file in the store, whole or left over from an upload that broke off."""
    root = folder()
    if root.is_dir():
        yield from sorted(path for path in root.rglob("*") if path.is_file())


def is_whole(path: Path) -> bool:
    """Whether a stored file lies under a hash, as whole ones do."""
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
    """Move what no row names out of the store; says what was moved. Deletes nothing."""
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
    """What lies in quarantine."""
    root = quarantine_folder()
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.is_dir() else []


def bring_back() -> list[Path]:
    """Put files from quarantine, that rows name and the store has not, where they belong."""
    named = named_now()
    back = []
    for path in quarantined():
        target = folder() / path.name[:2] / path.name
        if path.name in named and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
            back.append(target)
    return back
