"""Making a token's secret, and finding the token that a secret opens."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from duban_site.api.models import Token
from duban_site.core import clock

MARK = "duban_"
BYTES = 32
SHOWN = 12


def new_secret() -> str:
    """A random secret of 256 bits; `duban_` at its head lets scanners of leaks know it."""
    return MARK + secrets.token_urlsafe(BYTES)


def digest(secret: str) -> str:
    """What is kept of a secret. Of 256 random bits a plain hash is enough: none can be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str, today: dt.date) -> Token | None:
    """The token that holds today and whose person may sign in; None otherwise."""
    if not secret.startswith(MARK):
        return None
    token = Token.objects.select_related("person__body").filter(digest=digest(secret)).first()
    if token is None or token.revoked_at is not None or token.expires_on < today:
        return None
    if not token.person.is_active or token.person.must_change_password:
        return None
    if token.used_on != today:  # one write a day, not one a request
        Token.objects.filter(pk=token.pk).update(used_on=today)
    return token


def is_known(authorization: str) -> bool:
    """Whether a header is that of a token that holds."""
    return find(authorization.partition(" ")[2], clock.today()) is not None
