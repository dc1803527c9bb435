"""A keyed hash of a caller's telephone number (`encryption.lookup`), to find repeated callers.

The same number gives the same hash within one register, and cannot be read from it. It is stored
with the personal values of an event and erased with them; never displayed, exported or logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duban.registers import Declaration, FieldType
from duban_site.encryption.lookup import compute_lookup_hash

MIN_PHONE_DIGITS = 7
"""Shorter numbers do not identify a caller."""


def hash_caller(declaration: Declaration, values: Mapping[str, Any]) -> str:
    """Hash the first telephone number among the values; empty where there is none."""
    phone_values = (values.get(field.key) for field in declaration.fields if field.type is FieldType.PHONE)
    numbers = (_normalise_phone(str(candidate)) for candidate in phone_values if candidate)
    number = next((candidate for candidate in numbers if len(candidate) >= MIN_PHONE_DIGITS), "")
    if not number:
        return ""
    return compute_lookup_hash(f"caller {declaration.id}", number)


def _normalise_phone(text: str) -> str:
    """The number as dialled within China: digits only, without the country code 86."""
    digits = "".join(character for character in text if character.isascii() and character.isdigit())
    return digits.removeprefix("00").removeprefix("86") if _has_country_code(text, digits) else digits


def _has_country_code(text: str, digits: str) -> bool:
    return text.strip().startswith("+86") or digits.startswith("0086")
