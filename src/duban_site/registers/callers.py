"""A caller's sign: the same for the same number, and no number can be read from it.

A keyed hash of the number (`encryption.lookup`), each register its own: kept beside the personal
values of an event and gone with them, never shown, exported or logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duban.registers import Declaration, FieldType
from duban_site.encryption.lookup import lookup_hash

LEAST = 7
"""Digits of the shortest number that tells a caller from another."""


def caller_sign(declaration: Declaration, values: Mapping[str, Any]) -> str:
    """The sign of the first telephone number among the values; empty where there is none."""
    phones = (values.get(f.key) for f in declaration.fields if f.type is FieldType.PHONE)
    numbers = (_digits(str(one)) for one in phones if one)
    number = next((one for one in numbers if len(one) >= LEAST), "")
    if not number:
        return ""
    return lookup_hash(f"caller {declaration.id}", number)


def _digits(text: str) -> str:
    """As it is dialled here: no signs between, no country."""
    digits = "".join(one for one in text if one.isascii() and one.isdigit())
    return digits.removeprefix("00").removeprefix("86") if _abroad(text, digits) else digits


def _abroad(text: str, digits: str) -> bool:
    return text.strip().startswith("+86") or digits.startswith("0086")
