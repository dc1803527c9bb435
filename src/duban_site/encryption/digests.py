"""Digests by the algorithm of the setting DUBAN_DIGEST: SHA-256, or SM3 (GB/T 32905)."""

from __future__ import annotations

import hashlib
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from django.conf import settings

SHA256, SM3 = "sha256", "sm3"
ALGORITHMS = (SHA256, SM3)
DIGEST_HEX_LENGTH = 64
"""Both algorithms give 32 bytes."""


class Digest(Protocol):
    """A digest to which data can be added."""

    def update(self, data: bytes, /) -> None:
        """Add data."""

    def hexdigest(self) -> str:
        """The digest of all data so far, 64 hexadecimal digits."""


class _SM3:
    """SM3 by the library cryptography, because Python's OpenSSL may lack it."""

    def __init__(self) -> None:
        self._hash = hashes.Hash(hashes.SM3())  # not MD5, and required by GB/T 39786

    def update(self, data: bytes, /) -> None:
        """Add data."""
        self._hash.update(data)

    def hexdigest(self) -> str:
        """The digest of all data so far."""
        return self._hash.copy().finalize().hex()


def get_current_algorithm() -> str:
    """The digest algorithm of the setting DUBAN_DIGEST."""
    algorithm: str = settings.DIGEST
    return algorithm


def create_digest(algorithm: str) -> Digest:
    """An empty digest. Raises ValueError for an algorithm that is none of `ALGORITHMS`."""
    if algorithm == SHA256:
        return hashlib.sha256()
    if algorithm == SM3:
        return _SM3()
    message = f"{algorithm!r} is not a digest algorithm. Use one of {', '.join(ALGORITHMS)}."
    raise ValueError(message)


def compute_hex_digest(data: bytes, algorithm: str) -> str:
    """The digest of `data`, 64 hexadecimal digits."""
    digest = create_digest(algorithm)
    digest.update(data)
    return digest.hexdigest()
