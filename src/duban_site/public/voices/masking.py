"""Masking a contact for a screen that several people see."""

from __future__ import annotations

VISIBLE_CHARACTERS = 2


def mask_contact(contact_text: str) -> str:
    """The first and last characters, the rest as dots: 13•••••••78; an address keeps its domain."""
    local_part, at_sign, domain = contact_text.partition("@")
    if at_sign:
        return f"{local_part[:1]}•••@{domain}"
    if len(contact_text) <= 2 * VISIBLE_CHARACTERS:
        return "•" * len(contact_text)
    return (
        contact_text[:VISIBLE_CHARACTERS]
        + "•" * (len(contact_text) - 2 * VISIBLE_CHARACTERS)
        + contact_text[-VISIBLE_CHARACTERS:]
    )
