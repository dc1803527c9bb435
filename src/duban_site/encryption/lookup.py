"""Keyed hashes by which encrypted personal data is looked up."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from duban_site.encryption.keys import is_encryption_enabled, load_key_ring


def compute_lookup_hash(purpose: str, text: str) -> str:
    """A keyed hash, 64 hexadecimal digits, the same for the same text and purpose.

    The key is the key ring's, or SECRET_KEY where encryption is off; after a change of that setting
    `duban site rotate_keys` computes the stored hashes again.
    """
    secret = load_key_ring().lookup_key if is_encryption_enabled() else settings.SECRET_KEY.encode()
    hash_key = hashlib.sha256(f"duban {purpose} ".encode() + secret).digest()
    return hmac.new(hash_key, text.encode(), hashlib.sha256).hexdigest()
