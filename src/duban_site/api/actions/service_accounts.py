"""The administrator opens an account for another system; the security administrator approves it.

Its keys are issued, replaced by newer ones, and revoked one by one.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.api.models import Token, TokenScope
from duban_site.api.tokens import SHOWN, digest, secret_of
from duban_site.core.access.policy import policy
from duban_site.core.access.table import SERVICE
from duban_site.core.audit.log import log
from duban_site.core.clock import today, utc_now
from duban_site.core.errors import Refused
from duban_site.identity.rights import has_security_administrator
from duban_site.people.models import Body, Person, ServiceAccount
from duban_site.registers.models import Register

MANAGE, APPROVE = "api.manage_service_accounts", "api.approve_service_account"
LONGEST = dt.timedelta(days=366)
OVERLAP = dt.timedelta(days=7)
"""How long earlier keys stay valid after a new one was issued."""


@transaction.atomic
def open_account(
    actor: Person,
    *,
    name: str,
    contact: str,
    scopes: Sequence[str],
    bodies: Sequence[int],
    registers: Sequence[str],
) -> ServiceAccount:
    """Open an account with these rights; it waits for the security administrator, if any."""
    policy.require(actor, MANAGE)
    given = [scope for scope in TokenScope.values if scope in scopes and scope in SERVICE]
    own = [*Body.objects.filter(pk__in=bodies).order_by("pk").values_list("pk", flat=True)]
    named = Register.objects.filter(key__in=registers).order_by("key")
    keys = [*named.values_list("key", flat=True)]
    if not name.strip() or not contact.strip():
        raise Refused(_("请写明系统名称、责任人及联系方式。"))
    if not given or len(given) != len(set(scopes)):
        raise Refused(_("请至少选择一项范围。"))
    if any(scope.startswith("reports.") for scope in given) and not own:
        raise Refused(_("填报的范围要选定单位。"))
    if any(scope.startswith("records.") for scope in given) and not keys:
        raise Refused(_("台账的范围要选定台账。"))
    if ServiceAccount.objects.filter(name=name.strip()).exists():
        raise Refused(_("已有同名的服务账号。"))
    account = ServiceAccount.objects.create(
        name=name.strip(),
        contact=contact.strip(),
        scopes_given=given,
        bodies=own,
        registers=keys,
        opened_by=actor,
        opened_at=utc_now(),
        approved_at=None if has_security_administrator() else utc_now(),
    )
    told = {"scopes": given, "bodies": own, "registers": keys}
    log(actor, "api.open_service_account", account, **told)
    return account


@transaction.atomic
def approve_account(actor: Person, account: ServiceAccount) -> None:
    """Approve a waiting account, so that its keys work. Raises Refused if it does not wait."""
    policy.require(actor, APPROVE)
    held = ServiceAccount.objects.select_for_update().get(pk=account.pk)
    if held.approved_at is not None or held.closed_at is not None:
        raise Refused(_("这个账号不在待批准状态。"))
    held.approved_by, held.approved_at = actor, utc_now()
    held.save(update_fields=["approved_by", "approved_at"])
    log(actor, APPROVE, held)


@transaction.atomic
def close_account(actor: Person, account: ServiceAccount) -> None:
    """Close the account: none of its keys works any more. Raises Refused if it is closed."""
    policy.require(actor, MANAGE)
    held = ServiceAccount.objects.select_for_update().get(pk=account.pk)
    if held.closed_at is not None:
        raise Refused(_("这个账号已经关闭。"))
    held.closed_at = utc_now()
    held.save(update_fields=["closed_at"])
    log(actor, "api.close_service_account", held)


@transaction.atomic
def make_key(actor: Person, account: ServiceAccount, expires_on: dt.date) -> tuple[Token, str]:
    """Issue a key; return it with its secret. Earlier keys expire within seven days."""
    policy.require(actor, MANAGE)
    held = ServiceAccount.objects.select_for_update().get(pk=account.pk)
    if held.closed_at is not None:
        raise Refused(_("这个账号已经关闭。"))
    if not today() < expires_on <= today() + LONGEST:
        raise Refused(_("有效期从明天起，最长一年。"))
    until = today() + OVERLAP
    for older in held.keys.filter(revoked_at=None, expires_on__gt=until):
        older.expires_on = until
        older.save(update_fields=["expires_on"])
    salt = secrets.token_hex(32)
    secret = secret_of(salt)
    token = Token.objects.create(
        account=held,
        name=held.name,
        appkey=f"ak_{secrets.token_hex(8)}",
        salt=salt,
        prefix=secret[:SHOWN],
        digest=digest(secret),
        expires_on=expires_on,
    )
    log(actor, "api.make_service_key", token, account=held.pk, expires_on=expires_on)
    return token, secret


@transaction.atomic
def revoke_key(actor: Person, token: Token) -> None:
    """Revoke a key at once; it cannot be restored. Raises Refused if it is revoked."""
    policy.require(actor, MANAGE)
    held = Token.objects.select_for_update().get(pk=token.pk)
    if held.revoked_at is not None or held.account_id is None:
        raise Refused(_("这个令牌已经撤销。"))
    held.revoked_at = utc_now()
    held.save(update_fields=["revoked_at"])
    log(actor, "api.revoke_service_key", held)
