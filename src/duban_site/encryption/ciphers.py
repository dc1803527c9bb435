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

from duban_site.encryption.keys import CIPHER_SM4, Key, load_key_ring

TEXT_PREFIX = "enc1:"
FILE_MAGIC = b"duban-enc1 "
NONCE_BYTES, TAG_BYTES = 12, 16
SALT_BYTES = 8
"""Random bytes of a file's nonces; the remaining four bytes are the chunk's number."""
CHUNK_BYTES = 1 << 16
MAX_KEY_NAME_BYTES = 80
"""Bytes of the longest name of a key."""


class DamagedError(ValueError):
    """A ciphertext that was changed, or was encrypted for another context."""

    def __init__(self) -> None:
        super().__init__("加密的内容已被改动或损坏。 The encrypted content was changed or is damaged.")


def _create_cipher(key: Key, nonce: bytes, tag: bytes | None = None) -> Cipher[modes.GCM]:
    algorithm = algorithms.SM4 if key.cipher == CIPHER_SM4 else algorithms.AES
    return Cipher(algorithm(key.secret), modes.GCM(nonce, tag))


def _seal(key: Key, nonce: bytes, plaintext: bytes, context: bytes) -> bytes:
    encryptor = _create_cipher(key, nonce).encryptor()
    encryptor.authenticate_additional_data(context)
    return encryptor.update(plaintext) + encryptor.finalize() + encryptor.tag


def _open(key: Key, nonce: bytes, ciphertext: bytes, context: bytes) -> bytes:
    if len(ciphertext) < TAG_BYTES:
        raise DamagedError
    decryptor = _create_cipher(key, nonce, ciphertext[-TAG_BYTES:]).decryptor()
    decryptor.authenticate_additional_data(context)
    try:
        return decryptor.update(ciphertext[:-TAG_BYTES]) + decryptor.finalize()
    except InvalidTag as error:
        raise DamagedError from error


def encrypt_text(text: str, context: str) -> str:
    """Encrypt `text` with the current key; decrypting needs the same `context`."""
    key, nonce = load_key_ring().get_current_key(), os.urandom(NONCE_BYTES)
    ciphertext = _seal(key, nonce, text.encode(), context.encode())
    return f"{TEXT_PREFIX}{key.name}:{base64.b64encode(nonce + ciphertext).decode()}"


def decrypt_text(stored: str, context: str) -> str:
    """Reverse `encrypt_text`. Raises DamagedError, or KeyMissingError for an unknown key."""
    key_name, _, encoded_body = stored.removeprefix(TEXT_PREFIX).partition(":")
    key = load_key_ring().key(key_name)
    try:
        data = base64.b64decode(encoded_body, validate=True)
    except binascii.Error as error:
        raise DamagedError from error
    return _open(key, data[:NONCE_BYTES], data[NONCE_BYTES:], context.encode()).decode()


def encrypt_bytes(data: bytes, context: str) -> bytes:
    """As `encrypt_file`, in memory."""
    output = io.BytesIO()
    encrypt_file(io.BytesIO(data), output, context)
    return output.getvalue()


def decrypt_bytes(stored: bytes, context: str) -> bytes:
    """Reverse `encrypt_bytes`; data that is not encrypted is returned unchanged."""
    if not stored.startswith(FILE_MAGIC):
        return stored
    return b"".join(decrypt_file(io.BytesIO(stored), context))


def is_encrypted(stored: str) -> bool:
    """Whether a stored text is a ciphertext."""
    return stored.startswith(TEXT_PREFIX)


def extract_key_name(stored: str | bytes) -> str:
    """The key name in a stored text or a file's first bytes; "" for plaintext."""
    if isinstance(stored, bytes):
        header_line = stored[: len(FILE_MAGIC) + MAX_KEY_NAME_BYTES].partition(b"\n")[0]
        key_name = header_line[len(FILE_MAGIC) :] if header_line.startswith(FILE_MAGIC) else b""
        return key_name.decode("ascii", "replace")
    return stored.removeprefix(TEXT_PREFIX).partition(":")[0] if is_encrypted(stored) else ""


def encrypt_file(source: IO[bytes], target: IO[bytes], context: str) -> None:
    """Encrypt `source`, from its current position to its end, to `target`."""
    encrypt_chunks(iter(lambda: source.read(CHUNK_BYTES), b""), target, context)


def encrypt_chunks(chunks: Iterator[bytes], target: IO[bytes], context: str) -> None:
    """As `encrypt_file`, for chunks of `CHUNK_BYTES` bytes; only the last may be shorter."""
    key, salt = load_key_ring().get_current_key(), os.urandom(SALT_BYTES)
    header = FILE_MAGIC + key.name.encode() + b"\n" + salt
    target.write(header)
    number, chunk = 0, next(chunks, b"")
    while True:
        next_chunk = next(chunks, b"")
        chunk_context = _build_chunk_context(header, number, is_last=not next_chunk, context=context)
        target.write(_seal(key, salt + number.to_bytes(4, "big"), chunk, chunk_context))
        if not next_chunk:
            return
        number, chunk = number + 1, next_chunk


def decrypt_file(source: IO[bytes], context: str) -> Iterator[bytes]:
    """Reverse `encrypt_file`, chunk by chunk. Raises DamagedError."""
    header_line = source.readline(len(FILE_MAGIC) + MAX_KEY_NAME_BYTES)
    if not header_line.startswith(FILE_MAGIC) or not header_line.endswith(b"\n"):
        raise DamagedError
    key = load_key_ring().key(header_line[len(FILE_MAGIC) : -1].decode("ascii", "replace"))
    salt = source.read(SALT_BYTES)
    header = header_line + salt
    number, sealed_chunk = 0, source.read(CHUNK_BYTES + TAG_BYTES)
    while True:
        next_sealed = source.read(CHUNK_BYTES + TAG_BYTES)
        chunk_context = _build_chunk_context(header, number, is_last=not next_sealed, context=context)
        yield _open(key, salt + number.to_bytes(4, "big"), sealed_chunk, chunk_context)
        if not next_sealed:
            return
        number, sealed_chunk = number + 1, next_sealed


def _build_chunk_context(header: bytes, number: int, *, is_last: bool, context: str) -> bytes:
    return header + number.to_bytes(4, "big") + (b"L" if is_last else b"M") + context.encode()
