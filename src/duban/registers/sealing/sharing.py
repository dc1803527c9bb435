"""Shamir's secret sharing: any `threshold` shares give the secret, fewer give nothing at all.

A. Shamir, How to share a secret, CACM 22 (1979). Over the prime 2**521 − 1, which holds 32 bytes.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

PRIME = 2**521 - 1
SIZE = 66
SECRET = 32


def split(secret: bytes, shares: int, threshold: int) -> dict[int, bytes]:
    """`share_count` shares by number from 1, of which any `threshold` are enough.

    Raises ValueError for another length of secret, or a threshold out of 2…`share_count`.
    """
    if len(secret) != SECRET or not 2 <= threshold <= shares <= 255:
        raise ValueError("a secret has 32 bytes, and 2 <= threshold <= shares <= 255")
    first = int.from_bytes(secret, "big")
    coefficients = [first, *(secrets.randbelow(PRIME) for _ in range(threshold - 1))]
    return {x: _value(coefficients, x).to_bytes(SIZE, "big") for x in range(1, shares + 1)}


def _value(coefficients: list[int], x: int) -> int:
    value = 0
    for coefficient in reversed(coefficients):
        value = (value * x + coefficient) % PRIME
    return value


def combine(shares: Mapping[int, bytes]) -> bytes:
    """The secret of the shares, if they are enough and belong together; else a wrong value.

    Raises ValueError where the result cannot be a secret.
    """
    total = 0
    for x, share in shares.items():
        above = below = 1
        for other in shares:
            if other != x:
                above = above * -other % PRIME
                below = below * (x - other) % PRIME
        total += int.from_bytes(share, "big") * above * pow(below, -1, PRIME)
    secret = total % PRIME
    if secret.bit_length() > 8 * SECRET:
        raise ValueError("these shares do not belong together, or are too few")
    return secret.to_bytes(SECRET, "big")
