"""A package as a signed file: JSON that people can read, with an Ed25519 signature over it."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from duban.chain.model import HandedTarget, Package, PackageItem, PackageKind, ReportedFigure, TargetAnswer

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT_NAME, MAX_FILE_BYTES = "duban-chain/1", 20_000_000
"""The name of the format; the most bytes of a file."""
_ITEM_TYPE_BY_KIND: Mapping[PackageKind, type[HandedTarget] | type[TargetAnswer] | type[ReportedFigure]] = {
    PackageKind.HANDED: HandedTarget,
    PackageKind.ANSWER: TargetAnswer,
    PackageKind.REPORT: ReportedFigure,
}


class ChainError(ValueError):
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
        raise ChainError("文件太大，不像是下达的目标")
    try:
        signed_file = json.loads(content)
        payload, signature = (signed_file["body"], base64.b64decode(signed_file["signature"], validate=True))
        sender = str(payload["sender"])
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise ChainError("不是下达目标的文件，或者已经损坏；请发送方重新导出") from error
    if sender not in key_by_sender:
        raise ChainError(f"没有“{sender}”的公钥；向对方要来，核对无误后登记")
    try:
        public_key = Ed25519PublicKey.from_public_bytes(base64.b64decode(key_by_sender[sender]))
        public_key.verify(signature, _encode_canonically(payload))
    except (InvalidSignature, ValueError) as error:
        raise ChainError(f"签名与“{sender}”的公钥不符：内容被改过，或者换了密钥") from error
    if payload.get("receiver") != receiver:
        raise ChainError(f"这个文件是给“{payload.get('receiver')}”的，不是给“{receiver}”的")
    return _read_package(payload)


def _read_package(payload: dict[str, Any]) -> Package:
    try:
        if payload["format"] != FORMAT_NAME:
            raise ChainError(f"格式 {payload['format']} 不认识；请升级")
        kind = PackageKind(payload["kind"])
        items: tuple[PackageItem, ...] = tuple(_ITEM_TYPE_BY_KIND[kind].from_json(item) for item in payload["items"])
        return Package(
            kind, str(payload["sender"]), str(payload["receiver"]), int(payload["serial"]),
            dt.date.fromisoformat(payload["made_on"]), items,
        )  # fmt: skip
    except ChainError:
        raise
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise ChainError(f"文件签名无误，但内容有错：{error}；请发送方更正") from error


def _encode_canonically(payload: object) -> bytes:
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
