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

OFF, AES, SM4 = "off", "aes-gcm", "sm4-gcm"
KEY_BYTES = {AES: 32, SM4: 16}
"""AES-256 and SM4, whose only key length is 128 bits (GB/T 32907)."""
LOOKUP_BYTES = 32


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
    lookup: bytes

    def key(self, name: str) -> Key:
        """The key with that name. Raises KeyMissingError where it is not in the ring."""
        for key in self.keys:
            if key.name == name:
                return key
        chinese = f"密钥 {name} 不在密钥文件里，用它加密的内容读不了：请放回原来的密钥文件。"
        english = f"The key {name} is not in the key file: put the original key file back."
        raise KeyMissingError(f"{chinese} {english}")

    def current_key(self) -> Key:
        """The key that new data is encrypted with."""
        return self.key(self.current)


def encrypts() -> bool:
    """Whether personal fields and evidence are encrypted at rest (DUBAN_ENCRYPTION)."""
    return bool(settings.ENCRYPTION != OFF)


def key_file() -> Path:
    """The path of the key ring (DUBAN_KEYS)."""
    path: Path = settings.KEYS
    return path


def key_ring() -> KeyRing:
    """The key ring, created where there is none; read again whenever the file changes."""
    path = key_file()
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        _create(path)
        changed = path.stat().st_mtime_ns
    return _read(path, changed)


def has_key_ring() -> bool:
    """Whether a key ring exists."""
    return key_file().exists()


def _create(path: Path) -> None:
    cipher = settings.ENCRYPTION if settings.ENCRYPTION in KEY_BYTES else AES
    first = _new_key(1, cipher)
    ring = KeyRing(first.name, (first,), secrets.token_bytes(LOOKUP_BYTES))
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = _written(path, ring)
    try:
        os.link(beside, path)  # fails where another process was first: its ring is used
    except FileExistsError:
        pass
    finally:
        beside.unlink()


def add_key(cipher: str) -> KeyRing:
    """Add a new current key for `cipher`; earlier keys stay for decryption."""
    ring = key_ring()
    numbers = [int(n) for key in ring.keys if (n := key.name[1:].partition("-")[0]).isdecimal()]
    key = _new_key(max(numbers, default=0) + 1, cipher)
    return _replace(replace(ring, current=key.name, keys=(*ring.keys, key)))


def retire_other_keys() -> KeyRing:
    """Remove every key but the current one from the ring, when no stored data needs them.

    They move to the file of `get_retired_keys_file`, for backups from their time.
    """
    ring = key_ring()
    others = tuple(key for key in ring.keys if key.name != ring.current)
    if others:
        path = retired_file()
        before = _read(path, path.stat().st_mtime_ns).keys if path.exists() else ()
        _replace(replace(ring, current=others[-1].name, keys=(*before, *others)), path)
    return _replace(replace(ring, keys=(ring.current_key(),)))


def retired_file() -> Path:
    """The path of the keys that only backups need: also a key ring, to be moved elsewhere."""
    path = key_file()
    return path.with_name(f"{path.name}.retired")


def _new_key(number: int, cipher: str) -> Key:
    """A key with a random part in its name, so that a wrong key ring is recognized."""
    name = f"k{number}-{secrets.token_hex(3)}"
    return Key(name, cipher, secrets.token_bytes(KEY_BYTES[cipher]))


def _replace(ring: KeyRing, path: Path | None = None) -> KeyRing:
    path = path or key_file()
    os.replace(_written(path, ring), path)
    return ring


def _written(path: Path, ring: KeyRing) -> Path:
    """Write the ring to a new file beside `path`, mode 0600, and flush it to disk."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(_plain(ring), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return beside


def _plain(ring: KeyRing) -> dict[str, object]:
    keys = {
        key.name: {"cipher": key.cipher, "key": base64.b64encode(key.secret).decode()}
        for key in ring.keys
    }
    lookup = base64.b64encode(ring.lookup).decode()
    return {"current": ring.current, "lookup": lookup, "keys": keys}


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> KeyRing:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        keys = tuple(
            Key(name, one["cipher"], base64.b64decode(one["key"]))
            for name, one in data["keys"].items()
        )
        ring = KeyRing(data["current"], keys, base64.b64decode(data["lookup"]))
        whole = all(len(key.secret) == KEY_BYTES[key.cipher] for key in keys)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(path, str(error)) from error
    if not whole:
        raise _unreadable(path, "a key has the wrong length")
    return ring


def _unreadable(path: Path, why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"密钥文件 {path} 读不了（{why}）：请从备份放回原来的密钥文件。 "
        f"The key file {path} cannot be read ({why}): put the original key file back."
    )
