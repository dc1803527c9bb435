"""Masking a contact for a screen that several people see."""

from __future__ import annotations

SEEN = 2


def masked(reach: str) -> str:
    """The first and last characters, the rest as dots: 13•••••••78; an address keeps its domain."""
    name, at, domain = reach.partition("@")
    if at:
        return f"{name[:1]}•••@{domain}"
    if len(reach) <= 2 * SEEN:
        return "•" * len(reach)
    return reach[:SEEN] + "•" * (len(reach) - 2 * SEEN) + reach[-SEEN:]
