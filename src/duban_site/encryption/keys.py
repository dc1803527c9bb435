"""The key ring: a separate file, mode 0600, never part of the database, settings or backups.

The file is JSON: `current` names the key that new data is encrypted with, `keys` has every key that
stored data may still need, `lookup` is the key of the hashes by which personal data is looked up.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

CIPHER_OFF, CIPHER_AES, CIPHER_SM4 = "off", "aes-gcm", "sm4-gcm"
KEY_BYTES_BY_CIPHER = {CIPHER_AES: 32, CIPHER_SM4: 16}
"""AES-256 and SM4, whose only key length is 128 bits (GB/T 32907)."""
LOOKUP_KEY_BYTES = 32


class KeyMissingError(ImproperlyConfigured):
    """Data is encrypted with a key that is not in the key ring."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key and the cipher that it is for."""

    name: str
    cipher: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys; `current` names the one that encrypts, all of them decrypt."""

    current: str
    keys: tuple[Key, ...]
    lookup_key: bytes

    def key(self, name: str) -> Key:
        """The key with that name. Raises KeyMissingError where it is not in the ring."""
        for key in self.keys:
            if key.name == name:
                return key
        chinese = f"密钥 {name} 不在密钥文件里，用它加密的内容读不了：请放回原来的密钥文件。"
        english = f"The key {name} is not in the key file: put the original key file back."
        raise KeyMissingError(f"{chinese} {english}")

    def get_current_key(self) -> Key:
        """The key that new data is encrypted with."""
        return self.key(self.current)


def is_encryption_enabled() -> bool:
    """Whether personal fields and evidence are encrypted at rest (DUBAN_ENCRYPTION)."""
    return bool(settings.ENCRYPTION != CIPHER_OFF)


def get_key_file() -> Path:
    """The path of the key ring (DUBAN_KEYS)."""
    path: Path = settings.KEYS
    return path


def load_key_ring() -> KeyRing:
    """The key ring, created where there is none; read again whenever the file changes."""
    path = get_key_file()
    try:
        modified_ns = path.stat().st_mtime_ns
    except FileNotFoundError:
        _create_key_ring(path)
        modified_ns = path.stat().st_mtime_ns
    return _read_key_ring(path, modified_ns)


def has_key_ring() -> bool:
    """Whether a key ring exists."""
    return get_key_file().exists()


def _create_key_ring(path: Path) -> None:
    cipher = settings.ENCRYPTION if settings.ENCRYPTION in KEY_BYTES_BY_CIPHER else CIPHER_AES
    first_key = _generate_key(1, cipher)
    ring = KeyRing(first_key.name, (first_key,), secrets.token_bytes(LOOKUP_KEY_BYTES))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary_path = _write_temporary_file(path, ring)
    try:
        os.link(temporary_path, path)  # fails where another process was first: its ring is used
    except FileExistsError:
        pass
    finally:
        temporary_path.unlink()


def add_key(cipher: str) -> KeyRing:
    """Add a new current key for `cipher`; earlier keys stay for decryption."""
    ring = load_key_ring()
    numbers = [int(number_text) for key in ring.keys if (number_text := key.name[1:].partition("-")[0]).isdecimal()]
    key = _generate_key(max(numbers, default=0) + 1, cipher)
    return _replace_file(replace(ring, current=key.name, keys=(*ring.keys, key)))


def retire_earlier_keys() -> KeyRing:
    """Remove every key but the current one from the ring, when no stored data needs them.

    They move to the file of `get_retired_keys_file`, for backups from their time.
    """
    ring = load_key_ring()
    earlier_keys = tuple(key for key in ring.keys if key.name != ring.current)
    if earlier_keys:
        path = get_retired_keys_file()
        retired_keys = _read_key_ring(path, path.stat().st_mtime_ns).keys if path.exists() else ()
        _replace_file(replace(ring, current=earlier_keys[-1].name, keys=(*retired_keys, *earlier_keys)), path)
    return _replace_file(replace(ring, keys=(ring.get_current_key(),)))


def get_retired_keys_file() -> Path:
    """The path of the keys that only backups need: also a key ring, to be moved elsewhere."""
    path = get_key_file()
    return path.with_name(f"{path.name}.retired")


def _generate_key(number: int, cipher: str) -> Key:
    """A key with a random part in its name, so that a wrong key ring is recognized."""
    name = f"k{number}-{secrets.token_hex(3)}"
    return Key(name, cipher, secrets.token_bytes(KEY_BYTES_BY_CIPHER[cipher]))


def _replace_file(ring: KeyRing, path: Path | None = None) -> KeyRing:
    path = path or get_key_file()
    os.replace(_write_temporary_file(path, ring), path)
    return ring


def _write_temporary_file(path: Path, ring: KeyRing) -> Path:
    """Write the ring to a new file beside `path`, mode 0600, and flush it to disk."""
    temporary_path = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    file_descriptor = os.open(temporary_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file_descriptor, "w", encoding="utf-8") as file:
        json.dump(_serialize_ring(ring), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return temporary_path


def _serialize_ring(ring: KeyRing) -> dict[str, object]:
    keys = {key.name: {"cipher": key.cipher, "key": base64.b64encode(key.secret).decode()} for key in ring.keys}
    lookup_text = base64.b64encode(ring.lookup_key).decode()
    return {"current": ring.current, "lookup": lookup_text, "keys": keys}


@lru_cache(maxsize=4)
def _read_key_ring(path: Path, _modified_ns: int) -> KeyRing:
    try:
        ring_data = json.loads(path.read_text(encoding="utf-8"))
        keys = tuple(
            Key(key_name, key_data["cipher"], base64.b64decode(key_data["key"]))
            for key_name, key_data in ring_data["keys"].items()
        )
        ring = KeyRing(ring_data["current"], keys, base64.b64decode(ring_data["lookup"]))
        has_valid_lengths = all(len(key.secret) == KEY_BYTES_BY_CIPHER[key.cipher] for key in keys)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _make_unreadable_error(path, str(error)) from error
    if not has_valid_lengths:
        raise _make_unreadable_error(path, "a key has the wrong length")
    return ring


def _make_unreadable_error(path: Path, reason: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"密钥文件 {path} 读不了（{reason}）：请从备份放回原来的密钥文件。 "
        f"The key file {path} cannot be read ({reason}): put the original key file back."
    )
