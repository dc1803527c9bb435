"""Checking that files named by their rows' SHA-256 are present and unchanged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.db import models

from duban_site.core.audit.rows.checking import RowFault
from duban_site.core.audit.rows.digests import get_logged_models
from duban_site.encryption.files import DamagedError, get_evidence_path, read_file
from duban_site.encryption.keys import KeyMissingError

HASH_COLUMN = "sha256"
SIZE_COLUMN = "size"


def find_file_faults() -> Iterator[RowFault]:
    """Every row whose file is missing or has another content."""
    fault_by_digest: dict[str, str | None] = {}
    for table, model in sorted(get_logged_models().items()):
        for key, digest in _iterate_file_rows(model):
            if digest not in fault_by_digest:
                fault_by_digest[digest] = _find_fault(digest)
            fault = fault_by_digest[digest]
            if fault is not None:
                yield RowFault(table, key, fault)


def _iterate_file_rows(model: type[models.Model]) -> Iterator[tuple[int, str]]:
    """The key and the file's hash of rows of a model with both a hash and a size column."""
    field_names = {field.name for field in model._meta.concrete_fields}
    if not {HASH_COLUMN, SIZE_COLUMN} <= field_names:
        return
    rows_with_file = model._base_manager.exclude(**{HASH_COLUMN: ""}).order_by("pk")
    yield from rows_with_file.values_list("pk", HASH_COLUMN).iterator(2000)


def _find_fault(sha256: str) -> str | None:
    if not get_evidence_path(sha256).is_file():
        return f"its file {sha256} is missing"
    digest = hashlib.sha256()
    try:
        for chunk in read_file(sha256):
            digest.update(chunk)
    except (DamagedError, KeyMissingError, OSError) as error:
        return f"its file {sha256} cannot be read: {error}"
    return None if digest.hexdigest() == sha256 else f"its file {sha256} was changed"
