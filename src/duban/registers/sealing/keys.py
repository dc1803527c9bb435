"""A keyholder's key pair: the system stores the public key, only the holder has the key file.

The key file contains the private key encrypted under a passphrase (scrypt, AES-256-GCM). It is
displayed once, to be stored outside of the system; the database never has it, so that a backup
offers nothing to try passphrases on.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

#: 64 MiB of memory and about a quarter of a second: the price of each guess at a passphrase.
COST = 2**16
SHORTEST = 12


class KeyFileError(ValueError):
    """An unusable key file or passphrase, worded so that the holder knows what to do."""


def b64(data: bytes) -> str:
    """Bytes as Base64 text."""
    return base64.b64encode(data).decode("ascii")


def unb64(text: str) -> bytes:
    """The bytes of Base64 text. Raises ValueError."""
    return base64.b64decode(text, validate=True)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A keyholder's public key: all that the system stores of a keyholder."""

    holder: str
    key: str

    @property
    def fingerprint(self) -> str:
        """Short form, to compare with the one on the holder's paper."""
        digest = hashlib.sha256(unb64(self.key)).hexdigest()
        return " ".join(digest[n : n + 4] for n in range(0, 16, 4))

    def box(self, secret: bytes, context: bytes) -> dict[str, str]:
        """Encrypt `secret`: only the key file can decrypt it, and only with this `context`."""
        ephemeral = X25519PrivateKey.generate()
        public = ephemeral.public_key().public_bytes_raw()
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(unb64(self.key)))
        nonce = secrets.token_bytes(12)
        box = AESGCM(_derived(shared, public, self.key)).encrypt(nonce, secret, context)
        return {"ephemeral": b64(public), "nonce": b64(nonce), "box": b64(box)}


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A parsed key file: its holder, and the private key encrypted under a passphrase."""

    holder: str
    public: PublicKey
    salt: bytes
    nonce: bytes
    box: bytes

    @classmethod
    def read(cls, text: str) -> KeyFile:
        """Parse the file's text. Raises KeyFileError."""
        try:
            data = json.loads(text)
            public = PublicKey(str(data["holder"]), str(data["public"]))
            parts = (unb64(data[name]) for name in ("salt", "nonce", "box"))
            return cls(public.holder, public, *parts)
        except (ValueError, KeyError, TypeError) as error:
            raise KeyFileError("这不是密钥文件；请选发放时保存的文件") from error

    def unlock(self, passphrase: str) -> X25519PrivateKey:
        """The private key. Raises KeyFileError for a wrong passphrase."""
        try:
            key = _stretched(passphrase, self.salt)
            raw = AESGCM(key).decrypt(self.nonce, self.box, self.public.key.encode())
            return X25519PrivateKey.from_private_bytes(raw)
        except (InvalidTag, ValueError) as error:
            raise KeyFileError(f"{self.holder}的口令不对，或密钥文件已损坏") from error


def unbox(private: X25519PrivateKey, public: str, boxed: dict[str, Any], context: bytes) -> bytes:
    """Decrypt the result of `PublicKey.encrypt_for_holder`. Raises KeyFileError."""
    try:
        ephemeral = unb64(boxed["ephemeral"])
        shared = private.exchange(X25519PublicKey.from_public_bytes(ephemeral))
        key = _derived(shared, ephemeral, public)
        return AESGCM(key).decrypt(unb64(boxed["nonce"]), unb64(boxed["box"]), context)
    except (InvalidTag, ValueError, KeyError) as error:
        raise KeyFileError("这份密钥打不开这次密封；请确认标段和密钥文件") from error


def new_key_file(holder: str, passphrase: str) -> tuple[PublicKey, str]:
    """A new pair: the public key for the system, the key file's text for its holder, once.

    Raises KeyFileError for a passphrase of fewer than 12 characters, or with fewer than 6 distinct.
    """
    if len(passphrase) < SHORTEST or len(set(passphrase)) < SHORTEST // 2:
        raise KeyFileError(f"口令至少{SHORTEST}个字符，且不能总是那几个字符")
    private = X25519PrivateKey.generate()
    public = PublicKey(holder, b64(private.public_key().public_bytes_raw()))
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_stretched(passphrase, salt))
    box = sealed.encrypt(nonce, private.private_bytes_raw(), public.key.encode())
    data = {"duban_key": 1, "holder": holder, "public": public.key}
    data |= {"salt": b64(salt), "nonce": b64(nonce), "box": b64(box)}
    return public, json.dumps(data, ensure_ascii=False, indent=1)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.encode())


def _derived(shared: bytes, ephemeral: bytes, public: str) -> bytes:
    info = b"duban sealing 1" + ephemeral + unb64(public)
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(shared)
