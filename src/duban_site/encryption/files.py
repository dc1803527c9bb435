"""The store of evidence: files under their SHA-256, outside of the web root, perhaps encrypted.

Every app reads and writes through here, so that what is encrypted never leaves as it lies.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from duban_site.encryption.ciphers import (
    CHUNK,
    MAGIC,
    DamagedError,
    decrypt_file,
    encrypt_file,
)

__all__ = ["DamagedError", "encrypt_stored", "file_key", "open_file", "path_of", "read_file"]
CONTEXT = "evidence "


def path_of(sha256: str) -> Path:
    """Where the file of that hash lies."""
    folder: Path = settings.EVIDENCE
    return folder / sha256[:2] / sha256


def read_file(sha256: str) -> Iterator[bytes]:
    """The chunks of a stored file, decrypted. Raises OSError, or DamagedError on the way."""
    with path_of(sha256).open("rb") as source:
        start = source.read(len(MAGIC))
        source.seek(0)
        if start == MAGIC:
            yield from decrypt_file(source, CONTEXT + sha256)
            return
        while chunk := source.read(CHUNK):
            yield chunk


def open_file(sha256: str) -> Iterator[bytes]:
    """As `read_file`, but a file that is missing or damaged at its start is told at once."""
    chunks = read_file(sha256)
    first = next(chunks, b"")
    return _following(first, chunks)


def _following(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from chunks


def encrypt_stored(source: Path, target: Path, sha256: str) -> None:
    """Put the file `source` at `target`, encrypted with the current key; `source` is gone then."""
    beside = target.with_name(f"{secrets.token_hex(16)}.part")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out, source.open("rb") as plain:
            encrypt_file(plain, out, CONTEXT + sha256)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
    if source != target:
        source.unlink(missing_ok=True)


def file_key(sha256: str) -> str | None:
    """The name of the key that a stored file is encrypted with; None for one in the clear."""
    with path_of(sha256).open("rb") as source:
        line = source.readline(len(MAGIC) + 80)
    return line[len(MAGIC) :].decode("ascii", "replace").strip() if line.startswith(MAGIC) else None
