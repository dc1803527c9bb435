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
    CHUNK_BYTES,
    FILE_MAGIC,
    MAX_KEY_NAME_BYTES,
    DamagedError,
    decrypt_file,
    encrypt_chunks,
    encrypt_file,
    extract_key_name,
)
from duban_site.encryption.keys import is_encryption_enabled, load_key_ring

__all__ = ["DamagedError", "encrypt_into_store", "get_evidence_path", "get_file_key_name", "open_file", "read_file"]
CONTEXT_PREFIX = "evidence "


def get_evidence_path(sha256: str) -> Path:
    """The path of the file with that hash."""
    folder: Path = settings.EVIDENCE
    return folder / sha256[:2] / sha256


def read_file(sha256: str) -> Iterator[bytes]:
    """The chunks of a stored file, decrypted. Raises OSError or DamagedError while iterating."""
    with get_evidence_path(sha256).open("rb") as source:
        yield from _iterate_plaintext(source, CONTEXT_PREFIX + sha256)


def _iterate_plaintext(source: IO[bytes], context: str) -> Iterator[bytes]:
    first_bytes = source.read(len(FILE_MAGIC))
    source.seek(0)
    if first_bytes == FILE_MAGIC:
        yield from decrypt_file(source, context)
        return
    while chunk := source.read(CHUNK_BYTES):
        yield chunk


def open_file(sha256: str) -> Iterator[bytes]:
    """As `read_file`, but raises at once for a file that is missing or damaged at its start."""
    chunks = read_file(sha256)
    first_chunk = next(chunks, b"")
    return _chain_chunks(first_chunk, chunks)


def _chain_chunks(first_chunk: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield first_chunk
    yield from chunks


def encrypt_into_store(source: Path, target: Path, sha256: str) -> None:
    """Encrypt the file `source` to `target` with the current key, and delete `source`."""
    with _open_replacement(target) as output, source.open("rb") as plaintext_file:
        encrypt_file(plaintext_file, output, CONTEXT_PREFIX + sha256)
    source.unlink(missing_ok=True)


@contextmanager
def _open_replacement(target: Path) -> Iterator[IO[bytes]]:
    """A temporary file that replaces `target` when it is completely written."""
    temporary_path = target.with_name(f"{secrets.token_hex(16)}.part")
    file_descriptor = os.open(temporary_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file_descriptor, "wb") as output:
            yield output
            output.flush()
            os.fsync(output.fileno())
        os.replace(temporary_path, target)
    finally:
        temporary_path.unlink(missing_ok=True)


def get_file_key_name(path: Path) -> str:
    """The name of the key that a stored file is encrypted with; empty for plaintext."""
    with path.open("rb") as source:
        return extract_key_name(source.read(len(FILE_MAGIC) + MAX_KEY_NAME_BYTES))


def is_stored_file_name(name: str) -> bool:
    """Whether a file's name has the length of a hash, as the names of complete files have."""
    return len(name) == hashlib.sha256().digest_size * 2


def reencrypt_file(path: Path) -> bool:
    """Re-encrypt a stored file with the current key, or decrypt it where encryption is off.

    Returns whether that was necessary. Raises OSError, KeyMissingError, or DamagedError where the
    content does not match the file's name; the file is not overwritten then.
    """
    if get_file_key_name(path) == (load_key_ring().current if is_encryption_enabled() else ""):
        return False
    digest, context = hashlib.sha256(), CONTEXT_PREFIX + path.name
    with path.open("rb") as source, _open_replacement(path) as output:
        if is_encryption_enabled():
            encrypt_chunks(_update_digest(_iterate_plaintext(source, context), digest), output, context)
        else:
            for chunk in _update_digest(_iterate_plaintext(source, context), digest):
                output.write(chunk)
        if digest.hexdigest() != path.name:
            raise DamagedError
    return True


def _update_digest(chunks: Iterator[bytes], digest: Any) -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk
