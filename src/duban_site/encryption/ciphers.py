"""Authenticated encryption with the key ring: AES-256-GCM, or SM4-GCM (GB/T 32907, RFC 8998).

A short text becomes `enc1:KEY:BASE64`. A file becomes a header line and chunks; each chunk is
authenticated with its number and whether it is the last, so that none can be changed, moved,
repeated or cut off.
"""

from __future__ import annotations

import base64
import binascii
import io
import os
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from duban_site.encryption.keys import SM4, Key, key_ring

PREFIX = "enc1:"
MAGIC = b"duban-enc1 "
NONCE, TAG = 12, 16
SALT = 8
"""Random bytes of a file's nonces; the remaining four bytes are the chunk's number."""
CHUNK = 1 << 16
KEY_NAME = 80
"""Bytes of the longest name of a key."""


class DamagedError(ValueError):
    """A ciphertext that was changed, or was encrypted for another context."""

    def __init__(self) -> None:
        super().__init__(
            "加密的内容已被改动或损坏。 The encrypted content was changed or is damaged."
        )


def _cipher(key: Key, nonce: bytes, tag: bytes | None = None) -> Cipher[modes.GCM]:
    kind = algorithms.SM4 if key.cipher == SM4 else algorithms.AES
    return Cipher(kind(key.secret), modes.GCM(nonce, tag))


def _seal(key: Key, nonce: bytes, plain: bytes, context: bytes) -> bytes:
    encryptor = _cipher(key, nonce).encryptor()
    encryptor.authenticate_additional_data(context)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def _open(key: Key, nonce: bytes, sealed: bytes, context: bytes) -> bytes:
    if len(sealed) < TAG:
        raise DamagedError
    decryptor = _cipher(key, nonce, sealed[-TAG:]).decryptor()
    decryptor.authenticate_additional_data(context)
    try:
        return decryptor.update(sealed[:-TAG]) + decryptor.finalize()
    except InvalidTag as error:
        raise DamagedError from error


def encrypt_text(text: str, context: str) -> str:
    """Encrypt `text` with the current key; decrypting needs the same `context`."""
    key, nonce = key_ring().current_key(), os.urandom(NONCE)
    sealed = _seal(key, nonce, text.encode(), context.encode())
    return f"{PREFIX}{key.name}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt_text(stored: str, context: str) -> str:
    """Reverse `encrypt_text`. Raises DamagedError, or KeyMissingError for an unknown key."""
    name, _, body = stored.removeprefix(PREFIX).partition(":")
    key = key_ring().key(name)
    try:
        data = base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise DamagedError from error
    return _open(key, data[:NONCE], data[NONCE:], context.encode()).decode()


def encrypt_bytes(data: bytes, context: str) -> bytes:
    """As `encrypt_file`, in memory."""
    out = io.BytesIO()
    encrypt_file(io.BytesIO(data), out, context)
    return out.getvalue()


def decrypt_bytes(stored: bytes, context: str) -> bytes:
    """Reverse `encrypt_bytes`; data that is not encrypted is returned unchanged."""
    if not stored.startswith(MAGIC):
        return stored
    return b"".join(decrypt_file(io.BytesIO(stored), context))


def is_encrypted(stored: str) -> bool:
    """Whether a stored text is a ciphertext."""
    return stored.startswith(PREFIX)


def key_of(stored: str | bytes) -> str:
    """The key name in a stored text or a file's first bytes; "" for plaintext."""
    if isinstance(stored, bytes):
        line = stored[: len(MAGIC) + KEY_NAME].partition(b"\n")[0]
        name = line[len(MAGIC) :] if line.startswith(MAGIC) else b""
        return name.decode("ascii", "replace")
    return stored.removeprefix(PREFIX).partition(":")[0] if is_encrypted(stored) else ""


def encrypt_file(source: IO[bytes], target: IO[bytes], context: str) -> None:
    """Encrypt `source`, from its current position to its end, to `target`."""
    encrypt_chunks(iter(lambda: source.read(CHUNK), b""), target, context)


def encrypt_chunks(chunks: Iterator[bytes], target: IO[bytes], context: str) -> None:
    """As `encrypt_file`, for chunks of `CHUNK_BYTES` bytes; only the last may be shorter."""
    key, salt = key_ring().current_key(), os.urandom(SALT)
    header = MAGIC + key.name.encode() + b"\n" + salt
    target.write(header)
    number, chunk = 0, next(chunks, b"")
    while True:
        following = next(chunks, b"")
        bound = _chunk_context(header, number, last=not following, context=context)
        target.write(_seal(key, salt + number.to_bytes(4, "big"), chunk, bound))
        if not following:
            return
        number, chunk = number + 1, following


def decrypt_file(source: IO[bytes], context: str) -> Iterator[bytes]:
    """Reverse `encrypt_file`, chunk by chunk. Raises DamagedError."""
    line = source.readline(len(MAGIC) + KEY_NAME)
    if not line.startswith(MAGIC) or not line.endswith(b"\n"):
        raise DamagedError
    key = key_ring().key(line[len(MAGIC) : -1].decode("ascii", "replace"))
    salt = source.read(SALT)
    header = line + salt
    number, sealed = 0, source.read(CHUNK + TAG)
    while True:
        following = source.read(CHUNK + TAG)
        bound = _chunk_context(header, number, last=not following, context=context)
        yield _open(key, salt + number.to_bytes(4, "big"), sealed, bound)
        if not following:
            return
        number, sealed = number + 1, following


def _chunk_context(header: bytes, number: int, *, last: bool, context: str) -> bytes:
    return header + number.to_bytes(4, "big") + (b"L" if last else b"M") + context.encode()
