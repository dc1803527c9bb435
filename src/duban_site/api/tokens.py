"""Generate token secrets, and find the valid token of a secret."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets

from django.conf import settings

from duban_site.api.models import Token
from duban_site.core import clock

KEY_PREFIX = "duban_"
SECRET_BYTES = 32
VISIBLE_PREFIX_LENGTH = 12


def generate_secret() -> str:
    """A random 256-bit secret; the `duban_` prefix lets secret scanners recognise it."""
    return KEY_PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def hash_secret(secret: str) -> str:
    """The stored hash of a secret. Plain SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find_token(secret: str, today: dt.date) -> Token | None:
    """The token of a secret, if it is valid today and its holder is active; None otherwise."""
    if not secret.startswith(KEY_PREFIX):
        return None
    return _find_valid_token(today, digest=hash_secret(secret))


def find_service_key(appkey: str, today: dt.date) -> Token | None:
    """A service account's key by its public name, if it is valid today; None otherwise."""
    return _find_valid_token(today, appkey=appkey) if appkey else None


def derive_secret(salt: str) -> str:
    """Derive the secret of a service account's key from its salt and the service's own key."""
    derivation_key = hashlib.sha256(b"duban service account " + settings.SECRET_KEY.encode()).digest()
    secret_bytes = hmac.new(derivation_key, salt.encode(), hashlib.sha256).digest()
    return KEY_PREFIX + base64.urlsafe_b64encode(secret_bytes).decode().rstrip("=")


def _find_valid_token(today: dt.date, **lookup: str) -> Token | None:
    matching_tokens = Token.objects.select_related("person__body", "account").filter(**lookup)
    token = matching_tokens.first()
    if token is None or token.revoked_at is not None or token.expires_on < today:
        return None
    if not token.holder.is_active or (token.person and token.person.must_change_password):
        return None
    if token.used_on != today:  # one write a day, not one a request
        Token.objects.filter(pk=token.pk).update(used_on=today)
    return token


def is_valid_credential(authorization: str, appkey: str) -> bool:
    """Whether the headers carry a valid bearer token or the public name of a valid key."""
    today = clock.today()
    bearer_token = find_token(authorization.partition(" ")[2], today)
    return bearer_token is not None or find_service_key(appkey, today) is not None
