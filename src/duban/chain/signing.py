"""A package as a signed file: JSON that people can read, with an Ed25519 signature over it."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from duban.chain.model import HandedTarget, Package, PackageItem, PackageKind, ReportedFigure, TargetAnswer
from duban.notices import NoticeError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT_NAME, MAX_FILE_BYTES = "duban-chain/1", 20_000_000
"""The name of the format; the most bytes of a file."""
_ITEM_TYPE_BY_KIND: Mapping[PackageKind, type[HandedTarget] | type[TargetAnswer] | type[ReportedFigure]] = {
    PackageKind.HANDED: HandedTarget,
    PackageKind.ANSWER: TargetAnswer,
    PackageKind.REPORT: ReportedFigure,
}


class ChainError(NoticeError):
    """A file that is refused: what is wrong, and what to do."""


def encode_public_key(private_key: Ed25519PrivateKey) -> str:
    """The public half of a key, as offices give it to one another."""
    return base64.b64encode(private_key.public_key().public_bytes_raw()).decode()


def sign_package(package: Package, private_key: Ed25519PrivateKey) -> bytes:
    """The package as a file. The same package and key give the same bytes."""
    payload = {
        "format": FORMAT_NAME,
        "kind": package.kind.value,
        "sender": package.sender,
        "receiver": package.receiver,
        "serial": package.serial,
        "made_on": package.created_on.isoformat(),
        "items": [item.to_json() for item in package.items],
    }
    signature = base64.b64encode(private_key.sign(_encode_canonically(payload))).decode()
    signed_file = {"body": payload, "signature": signature}
    return json.dumps(signed_file, ensure_ascii=False, indent=1, sort_keys=True).encode()


def open_package(content: bytes, key_by_sender: Mapping[str, str], receiver: str) -> Package:
    """The package in a file from a sender whose public key is known. Raises ChainError."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if len(content) > MAX_FILE_BYTES:
        raise ChainError.make("handed_file_too_large")
    try:
        signed_file = json.loads(content)
        payload, signature = (signed_file["body"], base64.b64decode(signed_file["signature"], validate=True))
        sender = str(payload["sender"])
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise ChainError.make("handed_file_damaged") from error
    if sender not in key_by_sender:
        raise ChainError.make("public_key_missing", sender=sender)
    try:
        public_key = Ed25519PublicKey.from_public_bytes(base64.b64decode(key_by_sender[sender]))
        public_key.verify(signature, _encode_canonically(payload))
    except (InvalidSignature, ValueError) as error:
        raise ChainError.make("signature_wrong", sender=sender) from error
    if payload.get("receiver") != receiver:
        raise ChainError.make("handed_to_other", stated=payload.get("receiver"), receiver=receiver)
    return _read_package(payload)


def _read_package(payload: dict[str, Any]) -> Package:
    try:
        if payload["format"] != FORMAT_NAME:
            raise ChainError.make("handed_format_unknown", format=payload["format"])
        kind = PackageKind(payload["kind"])
        items: tuple[PackageItem, ...] = tuple(_ITEM_TYPE_BY_KIND[kind].from_json(item) for item in payload["items"])
        return Package(
            kind, str(payload["sender"]), str(payload["receiver"]), int(payload["serial"]),
            dt.date.fromisoformat(payload["made_on"]), items,
        )  # fmt: skip
    except ChainError:
        raise
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise ChainError.make("handed_content_wrong", reason=error) from error


def _encode_canonically(payload: object) -> bytes:
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
