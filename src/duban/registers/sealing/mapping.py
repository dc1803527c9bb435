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

from duban.registers.sealing import sharing
from duban.registers.sealing.keys import KeyFile, KeyFileError, PublicKey, b64, unb64, unbox

#: The table is padded to full blocks of this many bytes, so that its length reveals nothing.
BLOCK = 2048


class SealError(ValueError):
    """A table that cannot be sealed or opened, worded so that people know what to do."""


@dataclass(frozen=True, slots=True)
class Sealed:
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
            data = json.loads(self.text)
        except ValueError as error:
            raise SealError("密封的内容已损坏，不能启封") from error
        return dict(data)


def number_bidders(bidders: Sequence[str]) -> dict[str, str]:
    """Number → bidder: assigned at random, listed in the order of the numbers.

    Raises SealError for fewer than two bidders or one that is named twice.
    """
    names = [name.strip() for name in bidders]
    if len(names) < 2 or len(set(names)) < len(names) or not all(names):
        raise SealError("投标人至少两家，名称不能空，也不能重复")
    order = list(names)
    secrets.SystemRandom().shuffle(order)
    return {f"T{n:03d}": name for n, name in enumerate(order, start=1)}


def seal(
    table: Mapping[str, str], holders: Sequence[PublicKey], threshold: int, context: str
) -> Sealed:
    """The sealed table. `context` is the register and record it is for, as `bid/B001`.

    The caller must discard `table` afterwards; nothing here stores it. Raises SealError.
    """
    if len({holder.key for holder in holders}) < len(holders) or len(holders) < 2:
        raise SealError("持钥人至少两人，每人用自己的密钥")
    if not 2 <= threshold <= len(holders):
        raise SealError(f"启封所需人数应在2至{len(holders)}之间")
    key, nonce = secrets.token_bytes(sharing.SECRET), secrets.token_bytes(12)
    bound = _bound(context, threshold, holders)
    shares = sharing.split(key, len(holders), threshold)
    data = {
        "duban_sealed": 1,
        "context": context,
        "threshold": threshold,
        "shares": [
            {"number": n, "holder": holder.holder, "public": holder.key, **holder.box(share, bound)}
            for (n, share), holder in zip(shares.items(), holders, strict=True)
        ],
        "nonce": b64(nonce),
        "box": b64(AESGCM(key).encrypt(nonce, _padded(table), bound)),
    }
    return Sealed(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def open_sealed(
    sealed: Sealed,
    keys: Sequence[tuple[KeyFile, str]],
    *,
    context: str,
    scoring_closed: bool,
) -> dict[str, str]:
    """Number → bidder, from enough key files with their passphrases.

    `scoring_closed` is the caller's assurance that scoring has ended; it must log the opening
    before it calls this. Raises SealError, KeyFileError.
    """
    if not scoring_closed:
        raise SealError("评分还没有汇总，不能启封")
    data = sealed.data()
    if data.get("context") != context:
        raise SealError(f"这份密封属于{data.get('context')}，不属于{context}")
    shares: list[dict[str, str]] = list(data["shares"])
    holders = [PublicKey(share["holder"], share["public"]) for share in shares]
    bound = _bound(context, sealed.threshold, holders)
    found: dict[int, bytes] = {}
    for key_file, passphrase in keys:
        share = next((x for x in shares if x["public"] == key_file.public.key), None)
        if share is None:
            raise KeyFileError(f"{key_file.holder}不是这次密封的持钥人")
        private = key_file.unlock(passphrase)
        found[int(share["number"])] = unbox(private, share["public"], share, bound)
    if len(found) < sealed.threshold:
        raise SealError(f"须{sealed.threshold}位持钥人同时在场，现有{len(found)}位")
    return _opened(data, found, bound)


def _opened(data: dict[str, Any], shares: dict[int, bytes], bound: bytes) -> dict[str, str]:
    try:
        key = sharing.combine(shares)
        plain = AESGCM(key).decrypt(unb64(str(data["nonce"])), unb64(str(data["box"])), bound)
    except (InvalidTag, ValueError) as error:
        raise SealError("密封的内容被改动过，不能启封；请核对密封时公布的校验值") from error
    return {str(k): str(v) for k, v in json.loads(plain.rstrip(b"\0")).items()}


def _bound(context: str, threshold: int, holders: Sequence[PublicKey]) -> bytes:
    """The data that ciphertexts are bound to: another record, number or holder opens nothing."""
    return json.dumps([1, context, threshold, [[h.holder, h.key] for h in holders]]).encode()


def _padded(table: Mapping[str, str]) -> bytes:
    plain = json.dumps(dict(sorted(table.items())), ensure_ascii=False).encode()
    return plain.ljust(-(-max(len(plain), 1) // BLOCK) * BLOCK, b"\0")
