"""A token stops to hold."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duban_site.access.policy import policy
from duban_site.api.models import Token
from duban_site.audit.log import log
from duban_site.errors import Refused
from duban_site.people.models import Person


@transaction.atomic
def revoke_token(actor: Person, token: Token) -> None:
    """Revoke it at once and for good."""
    policy.require(actor, "api.revoke_token", token)
    held = Token.objects.select_for_update().get(pk=token.pk)
    if held.revoked_at is not None:
        raise Refused(_("这个令牌已经撤销。"))
    held.revoked_at = timezone.now()
    held.save(update_fields=["revoked_at"])
    log(actor, "api.revoke_token", held)
