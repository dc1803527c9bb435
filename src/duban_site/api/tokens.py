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

MARK = "duban_"
BYTES = 32
SHOWN = 12


def new_secret() -> str:
    """A random 256-bit secret; the `duban_` prefix lets secret scanners recognise it."""
    return MARK + secrets.token_urlsafe(BYTES)


def digest(secret: str) -> str:
    """The stored hash of a secret. Plain SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str, today: dt.date) -> Token | None:
    """The token of a secret, if it is valid today and its holder is active; None otherwise."""
    if not secret.startswith(MARK):
        return None
    return _held(today, digest=digest(secret))


def find_key(appkey: str, today: dt.date) -> Token | None:
    """A service account's key by its public name, if it is valid today; None otherwise."""
    return _held(today, appkey=appkey) if appkey else None


def secret_of(salt: str) -> str:
    """Derive the secret of a service account's key from its salt and the service's own key."""
    key = hashlib.sha256(b"duban service account " + settings.SECRET_KEY.encode()).digest()
    made = hmac.new(key, salt.encode(), hashlib.sha256).digest()
    return MARK + base64.urlsafe_b64encode(made).decode().rstrip("=")


def _held(today: dt.date, **named: str) -> Token | None:
    found = Token.objects.select_related("person__body", "account").filter(**named)
    token = found.first()
    if token is None or token.revoked_at is not None or token.expires_on < today:
        return None
    if not token.holder.is_active or (token.person and token.person.must_change_password):
        return None
    if token.used_on != today:  # one write a day, not one a request
        Token.objects.filter(pk=token.pk).update(used_on=today)
    return token


def is_known(authorization: str, appkey: str) -> bool:
    """Whether the headers carry a valid bearer token or the public name of a valid key."""
    today = clock.today()
    bearer = find(authorization.partition(" ")[2], today)
    return bearer is not None or find_key(appkey, today) is not None
