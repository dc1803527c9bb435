"""A keyed hash of a caller's telephone number (`encryption.lookup`), to find repeated callers.

The same number gives the same hash within one register, and cannot be read from it. It is stored
with the personal values of an event and erased with them; never displayed, exported or logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duban.registers import Declaration, FieldType
from duban_site.encryption.lookup import lookup_hash

LEAST = 7
"""Shorter numbers do not identify a caller."""


def caller_sign(declaration: Declaration, values: Mapping[str, Any]) -> str:
    """Hash the first telephone number among the values; empty where there is none."""
    phones = (values.get(f.key) for f in declaration.fields if f.type is FieldType.PHONE)
    numbers = (_digits(str(one)) for one in phones if one)
    number = next((one for one in numbers if len(one) >= LEAST), "")
    if not number:
        return ""
    return lookup_hash(f"caller {declaration.id}", number)


def _digits(text: str) -> str:
    """The number as dialled within China: digits only, without the country code 86."""
    digits = "".join(one for one in text if one.isascii() and one.isdigit())
    return digits.removeprefix("00").removeprefix("86") if _abroad(text, digits) else digits


def _abroad(text: str, digits: str) -> bool:
    return text.strip().startswith("+86") or digits.startswith("0086")
