"""A package as a signed file: JSON that people can read, with an Ed25519 signature over it."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from duban.chain.model import Answer, Handed, Item, Kind, Package, Reported

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT, LARGEST = "duban-chain/1", 20_000_000
"""The name of the format; the most bytes of a file."""
_ITEMS: Mapping[Kind, type[Handed] | type[Answer] | type[Reported]] = {
    Kind.HANDED: Handed,
    Kind.ANSWER: Answer,
    Kind.REPORT: Reported,
}


class ChainError(ValueError):
    """A file that is refused: what is wrong, and what to do."""


def public_key(key: Ed25519PrivateKey) -> str:
    """The public half of a key, as offices give it to one another."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def sign(package: Package, key: Ed25519PrivateKey) -> bytes:
    """The package as a file. The same package and key give the same bytes."""
    body = {
        "format": FORMAT,
        "kind": package.kind.value,
        "sender": package.sender,
        "receiver": package.receiver,
        "serial": package.serial,
        "made_on": package.made_on.isoformat(),
        "items": [item.as_json() for item in package.items],
    }
    signature = base64.b64encode(key.sign(_canonical(body))).decode()
    file = {"body": body, "signature": signature}
    return json.dumps(file, ensure_ascii=False, indent=1, sort_keys=True).encode()


def open_package(data: bytes, keys: Mapping[str, str], receiver: str) -> Package:
    """The package in a file from a sender whose public key is known. Raises ChainError."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if len(data) > LARGEST:
        raise ChainError("文件太大，不像是下达的目标")
    try:
        file = json.loads(data)
        body, signature = file["body"], base64.b64decode(file["signature"], validate=True)
        sender = str(body["sender"])
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise ChainError("不是下达目标的文件，或者已经损坏；请发送方重新导出") from error
    if sender not in keys:
        raise ChainError(f"没有“{sender}”的公钥；向对方要来，核对无误后登记")
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(keys[sender]))
        key.verify(signature, _canonical(body))
    except (InvalidSignature, ValueError) as error:
        raise ChainError(f"签名与“{sender}”的公钥不符：内容被改过，或者换了密钥") from error
    if body.get("receiver") != receiver:
        raise ChainError(f"这个文件是给“{body.get('receiver')}”的，不是给“{receiver}”的")
    return _package(body)


def _package(body: dict[str, Any]) -> Package:
    try:
        if body["format"] != FORMAT:
            raise ChainError(f"格式 {body['format']} 不认识；请升级")
        kind = Kind(body["kind"])
        items: tuple[Item, ...] = tuple(_ITEMS[kind].of(item) for item in body["items"])
        return Package(
            kind, str(body["sender"]), str(body["receiver"]), int(body["serial"]),
            dt.date.fromisoformat(body["made_on"]), items,
        )  # fmt: skip
    except ChainError:
        raise
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise ChainError(f"文件签名无误，但内容有错：{error}；请发送方更正") from error


def _canonical(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
