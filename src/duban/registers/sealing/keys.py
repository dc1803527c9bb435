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

from duban.notices import NoticeError

#: 64 MiB of memory and about a quarter of a second: the price of each guess at a passphrase.
SCRYPT_COST = 2**16
MIN_PASSPHRASE_LENGTH = 12


class KeyFileError(NoticeError):
    """An unusable key file or passphrase, worded so that the holder knows what to do."""


def encode_base64(raw_bytes: bytes) -> str:
    """Bytes as Base64 text."""
    return base64.b64encode(raw_bytes).decode("ascii")


def decode_base64(text: str) -> bytes:
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
        digest = hashlib.sha256(decode_base64(self.key)).hexdigest()
        return " ".join(digest[offset : offset + 4] for offset in range(0, 16, 4))

    def encrypt_for_holder(self, secret: bytes, context: bytes) -> dict[str, str]:
        """Encrypt `secret`: only the key file can decrypt it, and only with this `context`."""
        ephemeral = X25519PrivateKey.generate()
        ephemeral_public = ephemeral.public_key().public_bytes_raw()
        shared_secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(decode_base64(self.key)))
        nonce = secrets.token_bytes(12)
        ciphertext = AESGCM(_derive_shared_key(shared_secret, ephemeral_public, self.key)).encrypt(
            nonce, secret, context
        )
        return {
            "ephemeral": encode_base64(ephemeral_public),
            "nonce": encode_base64(nonce),
            "box": encode_base64(ciphertext),
        }


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A parsed key file: its holder, and the private key encrypted under a passphrase."""

    holder: str
    public: PublicKey
    salt: bytes
    nonce: bytes
    box: bytes

    @classmethod
    def parse(cls, text: str) -> KeyFile:
        """Parse the file's text. Raises KeyFileError."""
        try:
            content = json.loads(text)
            public = PublicKey(str(content["holder"]), str(content["public"]))
            parts = (decode_base64(content[name]) for name in ("salt", "nonce", "box"))
            return cls(public.holder, public, *parts)
        except (ValueError, KeyError, TypeError) as error:
            raise KeyFileError.make("key_file_invalid") from error

    def unlock(self, passphrase: str) -> X25519PrivateKey:
        """The private key. Raises KeyFileError for a wrong passphrase."""
        try:
            passphrase_key = _derive_passphrase_key(passphrase, self.salt)
            private_bytes = AESGCM(passphrase_key).decrypt(self.nonce, self.box, self.public.key.encode())
            return X25519PrivateKey.from_private_bytes(private_bytes)
        except (InvalidTag, ValueError) as error:
            raise KeyFileError.make("passphrase_wrong", holder=self.holder) from error


def decrypt_for_holder(
    private_key: X25519PrivateKey, public_key: str, encrypted_share: dict[str, Any], context: bytes
) -> bytes:
    """Decrypt the result of `PublicKey.encrypt_for_holder`. Raises KeyFileError."""
    try:
        ephemeral = decode_base64(encrypted_share["ephemeral"])
        shared_secret = private_key.exchange(X25519PublicKey.from_public_bytes(ephemeral))
        key = _derive_shared_key(shared_secret, ephemeral, public_key)
        return AESGCM(key).decrypt(
            decode_base64(encrypted_share["nonce"]), decode_base64(encrypted_share["box"]), context
        )
    except (InvalidTag, ValueError, KeyError) as error:
        raise KeyFileError.make("key_of_another_sealing") from error


def create_key_file(holder: str, passphrase: str) -> tuple[PublicKey, str]:
    """A new pair: the public key for the system, the key file's text for its holder, once.

    Raises KeyFileError for a passphrase of fewer than 12 characters, or with fewer than 6 distinct.
    """
    if len(passphrase) < MIN_PASSPHRASE_LENGTH or len(set(passphrase)) < MIN_PASSPHRASE_LENGTH // 2:
        raise KeyFileError.make("passphrase_weak", least=MIN_PASSPHRASE_LENGTH)
    private_key = X25519PrivateKey.generate()
    public_key = PublicKey(holder, encode_base64(private_key.public_key().public_bytes_raw()))
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    cipher = AESGCM(_derive_passphrase_key(passphrase, salt))
    ciphertext = cipher.encrypt(nonce, private_key.private_bytes_raw(), public_key.key.encode())
    content = {"duban_key": 1, "holder": holder, "public": public_key.key}
    content |= {"salt": encode_base64(salt), "nonce": encode_base64(nonce), "box": encode_base64(ciphertext)}
    return public_key, json.dumps(content, ensure_ascii=False, indent=1)


def _derive_passphrase_key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=SCRYPT_COST, r=8, p=1).derive(passphrase.encode())


def _derive_shared_key(shared_secret: bytes, ephemeral: bytes, public_key: str) -> bytes:
    info = b"duban sealing 1" + ephemeral + decode_base64(public_key)
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(shared_secret)
