"""Revoke a token."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.api.models import Token
from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.people.models import Person


@transaction.atomic
def revoke_token(actor: Person, token: Token) -> None:
    """Revoke the token at once; it cannot be restored. Raises Refused if it is revoked."""
    policy.require(actor, "api.revoke_token", token)
    locked_token = Token.objects.select_for_update().get(pk=token.pk)
    if locked_token.revoked_at is not None:
        raise Refused(_("这个令牌已经撤销。"))
    locked_token.revoked_at = utc_now()
    locked_token.save(update_fields=["revoked_at"])
    log_event(actor, "api.revoke_token", locked_token)
