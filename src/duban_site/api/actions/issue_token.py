"""A person issues a token for a program of their body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.api.models import Token, TokenScope
from duban_site.api.tokens import VISIBLE_PREFIX_LENGTH, generate_secret, hash_secret
from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log_event
from duban_site.core.errors import Refused
from duban_site.people.models import Person

MAX_VALIDITY = dt.timedelta(days=366)


@transaction.atomic
def issue_token(
    actor: Person, *, name: str, scopes: Sequence[str], expires_on: dt.date, today: dt.date
) -> tuple[Token, str]:
    """Create a token of `actor`; return it with its secret, which is not stored."""
    policy.require(actor, "api.issue_token")
    granted_scopes = [scope for scope in TokenScope.values if scope in scopes]
    if not name.strip():
        raise Refused(_("请写明令牌的用途。"))
    if not granted_scopes or len(granted_scopes) != len(set(scopes)):
        raise Refused(_("请至少选择一项范围。"))
    if not today < expires_on <= today + MAX_VALIDITY:
        raise Refused(_("有效期从明天起，最长一年。"))
    secret = generate_secret()
    token = Token.objects.create(
        person=actor,
        name=name.strip(),
        prefix=secret[:VISIBLE_PREFIX_LENGTH],
        digest=hash_secret(secret),
        scopes_given=granted_scopes,
        expires_on=expires_on,
    )
    log_event(actor, "api.issue_token", token, scopes=granted_scopes, expires_on=expires_on)
    return token, secret
