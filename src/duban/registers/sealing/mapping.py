"""Seals and opens the table of numbers and bidders.

A random key encrypts the table (AES-256-GCM); the key is split among the keyholders (sharing.py),
each share encrypted to its holder's public key (keys.py). All of it is bound to its record.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from duban.notices import NoticeError
from duban.registers.sealing import sharing
from duban.registers.sealing.keys import (
    KeyFile,
    KeyFileError,
    PublicKey,
    decode_base64,
    decrypt_for_holder,
    encode_base64,
)

#: The table is padded to full blocks of this many bytes, so that its length reveals nothing.
PADDING_BLOCK = 2048


class SealError(NoticeError):
    """A table that cannot be sealed or opened, worded so that people know what to do."""


@dataclass(frozen=True, slots=True)
class SealedTable:
    """The sealed table: `text` for the record's sealed field, `fingerprint` to publish at once."""

    text: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the text: published when sealing, it proves that nothing was replaced."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def threshold(self) -> int:
        """How many keyholders are needed to open it."""
        return int(self.data()["threshold"])

    @property
    def holders(self) -> tuple[str, ...]:
        """Who holds a share."""
        return tuple(str(share["holder"]) for share in self.data()["shares"])

    def data(self) -> dict[str, Any]:
        """The parts of the text, none of them secret. Raises SealError."""
        try:
            parts = json.loads(self.text)
        except ValueError as error:
            raise SealError.make("sealed_text_damaged") from error
        return dict(parts)


def number_bidders(bidders: Sequence[str]) -> dict[str, str]:
    """Number → bidder: assigned at random, listed in the order of the numbers.

    Raises SealError for fewer than two bidders or one that is named twice.
    """
    names = [name.strip() for name in bidders]
    if len(names) < 2 or len(set(names)) < len(names) or not all(names):
        raise SealError.make("bidders_too_few")
    shuffled_names = list(names)
    secrets.SystemRandom().shuffle(shuffled_names)
    return {f"T{number:03d}": name for number, name in enumerate(shuffled_names, start=1)}


def seal_table(table: Mapping[str, str], holders: Sequence[PublicKey], threshold: int, context: str) -> SealedTable:
    """The sealed table. `context` is the register and record it is for, as `bid/B001`.

    The caller must discard `table` afterwards; nothing here stores it. Raises SealError.
    """
    if len({holder.key for holder in holders}) < len(holders) or len(holders) < 2:
        raise SealError.make("holders_too_few")
    if not 2 <= threshold <= len(holders):
        raise SealError.make("threshold_out_of_range", most=len(holders))
    table_key, nonce = secrets.token_bytes(sharing.SECRET_BYTES), secrets.token_bytes(12)
    binding = _build_binding(context, threshold, holders)
    shares = sharing.split_secret(table_key, len(holders), threshold)
    content = {
        "duban_sealed": 1,
        "context": context,
        "threshold": threshold,
        "shares": [
            {
                "number": number,
                "holder": holder.holder,
                "public": holder.key,
                **holder.encrypt_for_holder(share, binding),
            }
            for (number, share), holder in zip(shares.items(), holders, strict=True)
        ],
        "nonce": encode_base64(nonce),
        "box": encode_base64(AESGCM(table_key).encrypt(nonce, _pad_table(table), binding)),
    }
    return SealedTable(json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def open_sealed_table(
    sealed: SealedTable, key_files: Sequence[tuple[KeyFile, str]], *, context: str, scoring_closed: bool
) -> dict[str, str]:
    """Number → bidder, from enough key files with their passphrases.

    `scoring_closed` is the caller's assurance that scoring has ended; it must log the opening
    before it calls this. Raises SealError, KeyFileError.
    """
    if not scoring_closed:
        raise SealError.make("scoring_open")
    parts = sealed.data()
    if parts.get("context") != context:
        raise SealError.make("sealed_for_another", actual=parts.get("context"), expected=context)
    shares: list[dict[str, str]] = list(parts["shares"])
    holders = [PublicKey(share["holder"], share["public"]) for share in shares]
    binding = _build_binding(context, sealed.threshold, holders)
    share_by_number: dict[int, bytes] = {}
    for key_file, passphrase in key_files:
        share = next((candidate for candidate in shares if candidate["public"] == key_file.public.key), None)
        if share is None:
            raise KeyFileError.make("not_a_holder", holder=key_file.holder)
        private = key_file.unlock(passphrase)
        share_by_number[int(share["number"])] = decrypt_for_holder(private, share["public"], share, binding)
    if len(share_by_number) < sealed.threshold:
        raise SealError.make("holders_absent", threshold=sealed.threshold, present=len(share_by_number))
    return _decrypt_table(parts, share_by_number, binding)


def _decrypt_table(parts: dict[str, Any], share_by_number: dict[int, bytes], binding: bytes) -> dict[str, str]:
    try:
        key = sharing.combine_shares(share_by_number)
        plaintext = AESGCM(key).decrypt(decode_base64(str(parts["nonce"])), decode_base64(str(parts["box"])), binding)
    except (InvalidTag, ValueError) as error:
        raise SealError.make("sealed_text_changed") from error
    return {str(number): str(bidder) for number, bidder in json.loads(plaintext.rstrip(b"\0")).items()}


def _build_binding(context: str, threshold: int, holders: Sequence[PublicKey]) -> bytes:
    """The data that ciphertexts are bound to: another record, number or holder opens nothing."""
    return json.dumps([1, context, threshold, [[holder.holder, holder.key] for holder in holders]]).encode()


def _pad_table(table: Mapping[str, str]) -> bytes:
    plaintext = json.dumps(dict(sorted(table.items())), ensure_ascii=False).encode()
    return plaintext.ljust(-(-max(len(plaintext), 1) // PADDING_BLOCK) * PADDING_BLOCK, b"\0")
