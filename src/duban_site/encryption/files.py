"""The store of evidence: files under their SHA-256, outside of the web root, optionally encrypted.

All apps read and write files through this module, so that encryption is transparent to them.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from duban_site.encryption.ciphers import (
    CHUNK,
    KEY_NAME,
    MAGIC,
    DamagedError,
    decrypt_file,
    encrypt_chunks,
    encrypt_file,
    key_of,
)
from duban_site.encryption.keys import encrypts, key_ring

__all__ = ["DamagedError", "encrypt_stored", "file_key", "open_file", "path_of", "read_file"]
CONTEXT = "evidence "


def path_of(sha256: str) -> Path:
    """The path of the file with that hash."""
    folder: Path = settings.EVIDENCE
    return folder / sha256[:2] / sha256


def read_file(sha256: str) -> Iterator[bytes]:
    """The chunks of a stored file, decrypted. Raises OSError or DamagedError while iterating."""
    with path_of(sha256).open("rb") as source:
        yield from _plain(source, CONTEXT + sha256)


def _plain(source: IO[bytes], context: str) -> Iterator[bytes]:
    start = source.read(len(MAGIC))
    source.seek(0)
    if start == MAGIC:
        yield from decrypt_file(source, context)
        return
    while chunk := source.read(CHUNK):
        yield chunk


def open_file(sha256: str) -> Iterator[bytes]:
    """As `read_file`, but raises at once for a file that is missing or damaged at its start."""
    chunks = read_file(sha256)
    first = next(chunks, b"")
    return _following(first, chunks)


def _following(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from chunks


def encrypt_stored(source: Path, target: Path, sha256: str) -> None:
    """Encrypt the file `source` to `target` with the current key, and delete `source`."""
    with _beside(target) as out, source.open("rb") as plain:
        encrypt_file(plain, out, CONTEXT + sha256)
    source.unlink(missing_ok=True)


@contextmanager
def _beside(target: Path) -> Iterator[IO[bytes]]:
    """A temporary file that replaces `target` when it is completely written."""
    beside = target.with_name(f"{secrets.token_hex(16)}.part")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def file_key(path: Path) -> str:
    """The name of the key that a stored file is encrypted with; empty for plaintext."""
    with path.open("rb") as source:
        return key_of(source.read(len(MAGIC) + KEY_NAME))


def is_name(name: str) -> bool:
    """Whether a file's name has the length of a hash, as the names of complete files have."""
    return len(name) == hashlib.sha256().digest_size * 2


def store_anew(path: Path) -> bool:
    """Re-encrypt a stored file with the current key, or decrypt it where encryption is off.

    Returns whether that was necessary. Raises OSError, KeyMissingError, or DamagedError where the
    content does not match the file's name; the file is not overwritten then.
    """
    if file_key(path) == (key_ring().current if encrypts() else ""):
        return False
    digest, context = hashlib.sha256(), CONTEXT + path.name
    with path.open("rb") as source, _beside(path) as out:
        if encrypts():
            encrypt_chunks(_digested(_plain(source, context), digest), out, context)
        else:
            for chunk in _digested(_plain(source, context), digest):
                out.write(chunk)
        if digest.hexdigest() != path.name:
            raise DamagedError
    return True


def _digested(chunks: Iterator[bytes], digest: Any) -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk
