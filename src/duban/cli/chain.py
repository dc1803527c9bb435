"""`duban chain`: targets handed down to another office as a signed file, and taken over there."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path

import click

from duban.cli.errors import Refusal
from duban.notices import NoticeError

_EXISTING_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_NEW_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def chain() -> None:
    """下达目标：省、市、县之间用签名的文件，不需要连网。

    Hand targets down to another office by signed files. Needs the extra `sealing`.
    """


@chain.command()
@click.argument("file", type=_NEW_FILE)
def key(file: Path) -> None:
    """生成密钥，写到 FILE，并打印给对方的公钥。

    Make a key in FILE and print the public half that the other offices need.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from duban.chain import encode_public_key

    if file.exists():
        raise NoticeError.make("key_exists", file=file)
    private_key = Ed25519PrivateKey.generate()
    file.touch(mode=0o600)
    file.write_bytes(private_key.private_bytes_raw())
    click.echo(encode_public_key(private_key))


@chain.command()
@click.argument("targets", type=_EXISTING_FILE)
@click.option("--key", "secret", required=True, type=_EXISTING_FILE, help="本单位的密钥文件")
@click.option("--sender", required=True, help="下达单位，如 云川市")
@click.option("--receiver", required=True, help="接收单位，如 安和区")
@click.option("--serial", required=True, type=click.IntRange(1), help="给对方的第几个文件")
@click.option("--made-on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="日期")
@click.option("--output", "-o", required=True, type=_NEW_FILE, help="写到文件")
def sign(
    targets: Path, secret: Path, sender: str, receiver: str, serial: int, made_on: dt.datetime, output: Path
) -> None:
    """把 TARGETS（一行一个目标的 JSON）签名，给接收单位。

    Sign TARGETS, one JSON object a line, for the receiver.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from duban.chain import HandedTarget, Package, PackageKind
    from duban.chain import sign_package as signed
    from duban.documents.atomic_write import save_atomically

    items = []
    for line_number, line in enumerate(targets.read_text("utf-8").splitlines(), 1):
        if line.strip():
            try:
                items.append(HandedTarget.from_json(json.loads(line)))
            except (ValueError, KeyError, ArithmeticError, TypeError) as error:
                raise NoticeError.make("line_not_a_target", file=targets, line=line_number, reason=error) from error
    package = Package(PackageKind.HANDED, sender, receiver, serial, made_on.date(), tuple(items))
    try:
        signing_key = Ed25519PrivateKey.from_private_bytes(secret.read_bytes())
    except ValueError as error:
        raise NoticeError.make("key_unreadable", file=secret) from error
    save_atomically(output, signed(package, signing_key))


@chain.command()
@click.argument("file", type=_EXISTING_FILE)
@click.option("--keys", required=True, type=_EXISTING_FILE, help="TOML：单位 = 公钥")
@click.option("--receiver", required=True, help="本单位")
def take(file: Path, keys: Path, receiver: str) -> None:
    """核对签名，打印收到的目标：一行一个，可给 duban assess 和 duban observe。

    Check the signature and print the targets as claims, one a line.
    """
    from duban.chain import ChainError, HandedTarget, open_package

    try:
        public_keys = {
            str(body_name): str(public_key) for body_name, public_key in tomllib.loads(keys.read_text("utf-8")).items()
        }
        package = open_package(file.read_bytes(), public_keys, receiver)
    except (ChainError, tomllib.TOMLDecodeError) as error:
        raise Refusal(f"{file} {error}") from error
    for item in package.items:
        if isinstance(item, HandedTarget):
            click.echo(json.dumps(item.to_claim(), ensure_ascii=False))
