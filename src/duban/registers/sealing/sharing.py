"""Shamir's secret sharing: any `threshold` shares give the secret, fewer give nothing at all.

A. Shamir, How to share a secret, CACM 22 (1979). Over the prime 2**521 − 1, which holds 32 bytes.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

PRIME = 2**521 - 1
SHARE_BYTES = 66
SECRET_BYTES = 32


def split_secret(secret: bytes, share_count: int, threshold: int) -> dict[int, bytes]:
    """`share_count` shares by number from 1, of which any `threshold` are enough.

    Raises ValueError for another length of secret, or a threshold out of 2…`share_count`.
    """
    if len(secret) != SECRET_BYTES or not 2 <= threshold <= share_count <= 255:
        raise ValueError("a secret has 32 bytes, and 2 <= threshold <= shares <= 255")
    secret_number = int.from_bytes(secret, "big")
    coefficients = [secret_number, *(secrets.randbelow(PRIME) for _ in range(threshold - 1))]
    return {
        share_number: _evaluate_polynomial(coefficients, share_number).to_bytes(SHARE_BYTES, "big")
        for share_number in range(1, share_count + 1)
    }


def _evaluate_polynomial(coefficients: list[int], x: int) -> int:
    value = 0
    for coefficient in reversed(coefficients):
        value = (value * x + coefficient) % PRIME
    return value


def combine_shares(shares: Mapping[int, bytes]) -> bytes:
    """The secret of the shares, if they are enough and belong together; else a wrong value.

    Raises ValueError where the result cannot be a secret.
    """
    secret_sum = 0
    for share_number, share in shares.items():
        numerator = denominator = 1
        for second_number in shares:
            if second_number != share_number:
                numerator = numerator * -second_number % PRIME
                denominator = denominator * (share_number - second_number) % PRIME
        secret_sum += int.from_bytes(share, "big") * numerator * pow(denominator, -1, PRIME)
    secret = secret_sum % PRIME
    if secret.bit_length() > 8 * SECRET_BYTES:
        raise ValueError("these shares do not belong together, or are too few")
    return secret.to_bytes(SECRET_BYTES, "big")
