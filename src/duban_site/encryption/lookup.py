"""Keyed hashes: by them personal data is found again without being kept in the clear."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from duban_site.encryption.keys import encrypts, key_ring


def lookup_hash(purpose: str, text: str) -> str:
    """The same 64 digits for the same text and purpose; nothing can be read from them.

    The key is the key ring's. An office that encrypts nothing has none, and the service's own key
    serves; `duban site rotate_keys` computes the stored hashes anew when that changes.
    """
    secret = key_ring().lookup if encrypts() else settings.SECRET_KEY.encode()
    key = hashlib.sha256(f"duban {purpose} ".encode() + secret).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
