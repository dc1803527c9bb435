"""Checking that files named by their rows' SHA-256 are present and unchanged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.db import models

from duban_site.core.audit.rows.checking import RowFault
from duban_site.core.audit.rows.digests import logged_tables
from duban_site.encryption.files import DamagedError, path_of, read_file
from duban_site.encryption.keys import KeyMissingError

FILE_COLUMN = "sha256"
FILE_SIZE = "size"


def file_faults() -> Iterator[RowFault]:
    """Every row whose file is missing or has another content."""
    seen: dict[str, str | None] = {}
    for table, model in sorted(logged_tables().items()):
        for key, digest in _named_files(model):
            if digest not in seen:
                seen[digest] = _fault(digest)
            fault = seen[digest]
            if fault is not None:
                yield RowFault(table, key, fault)


def _named_files(model: type[models.Model]) -> Iterator[tuple[int, str]]:
    """The key and the file's hash of rows of a model with both a hash and a size column."""
    names = {field.name for field in model._meta.concrete_fields}
    if not {FILE_COLUMN, FILE_SIZE} <= names:
        return
    found = model._base_manager.exclude(**{FILE_COLUMN: ""}).order_by("pk")
    yield from found.values_list("pk", FILE_COLUMN).iterator(2000)


def _fault(sha256: str) -> str | None:
    if not path_of(sha256).is_file():
        return f"its file {sha256} is missing"
    digest = hashlib.sha256()
    try:
        for chunk in read_file(sha256):
            digest.update(chunk)
    except (DamagedError, KeyMissingError, OSError) as error:
        return f"its file {sha256} cannot be read: {error}"
    return None if digest.hexdigest() == sha256 else f"its file {sha256} was changed"
