"""A person issues a token for a program of their body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.api.models import Token, TokenScope
from duban_site.api.tokens import SHOWN, digest, new_secret
from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log
from duban_site.core.errors import Refused
from duban_site.people.models import Person

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def issue_token(
    actor: Person, *, name: str, scopes: Sequence[str], expires_on: dt.date, today: dt.date
) -> tuple[Token, str]:
    """Create a token of `actor`; return it with its secret, which is not stored."""
    policy.require(actor, "api.issue_token")
    given = [scope for scope in TokenScope.values if scope in scopes]
    if not name.strip():
        raise Refused(_("请写明令牌的用途。"))
    if not given or len(given) != len(set(scopes)):
        raise Refused(_("请至少选择一项范围。"))
    if not today < expires_on <= today + LONGEST:
        raise Refused(_("有效期从明天起，最长一年。"))
    secret = new_secret()
    token = Token.objects.create(
        person=actor,
        name=name.strip(),
        prefix=secret[:SHOWN],
        digest=digest(secret),
        scopes_given=given,
        expires_on=expires_on,
    )
    log(actor, "api.issue_token", token, scopes=given, expires_on=expires_on)
    return token, secret
