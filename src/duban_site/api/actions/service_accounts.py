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
from duban_site.api.tokens import VISIBLE_PREFIX_LENGTH, derive_secret, hash_secret
from duban_site.core.access.policy import policy
from duban_site.core.access.table import ACTIONS_BY_SERVICE_SCOPE
from duban_site.core.audit.log import log_event
from duban_site.core.clock import today, utc_now
from duban_site.core.errors import Refused
from duban_site.identity.rights import has_security_administrator
from duban_site.people.models import Body, Person, ServiceAccount
from duban_site.registers.models import Register

MANAGE_ACCOUNTS, APPROVE_ACCOUNT = "api.manage_service_accounts", "api.approve_service_account"
MAX_KEY_VALIDITY = dt.timedelta(days=366)
KEY_OVERLAP = dt.timedelta(days=7)
"""How long earlier keys stay valid after a new one was issued."""


@transaction.atomic
def open_account(
    actor: Person, *, name: str, contact: str, scopes: Sequence[str], bodies: Sequence[int], registers: Sequence[str]
) -> ServiceAccount:
    """Open an account with these rights; it waits for the security administrator, if any."""
    policy.require(actor, MANAGE_ACCOUNTS)
    granted_scopes = [scope for scope in TokenScope.values if scope in scopes and scope in ACTIONS_BY_SERVICE_SCOPE]
    body_ids = [*Body.objects.filter(pk__in=bodies).order_by("pk").values_list("pk", flat=True)]
    selected_registers = Register.objects.filter(key__in=registers).order_by("key")
    register_keys = [*selected_registers.values_list("key", flat=True)]
    if not name.strip() or not contact.strip():
        raise Refused(_("请写明系统名称、责任人及联系方式。"))
    if not granted_scopes or len(granted_scopes) != len(set(scopes)):
        raise Refused(_("请至少选择一项范围。"))
    if any(scope.startswith("reports.") for scope in granted_scopes) and not body_ids:
        raise Refused(_("填报的范围要选定单位。"))
    if any(scope.startswith("records.") for scope in granted_scopes) and not register_keys:
        raise Refused(_("台账的范围要选定台账。"))
    if ServiceAccount.objects.filter(name=name.strip()).exists():
        raise Refused(_("已有同名的服务账号。"))
    account = ServiceAccount.objects.create(
        name=name.strip(),
        contact=contact.strip(),
        scopes_given=granted_scopes,
        bodies=body_ids,
        registers=register_keys,
        opened_by=actor,
        opened_at=utc_now(),
        approved_at=None if has_security_administrator() else utc_now(),
    )
    details = {"scopes": granted_scopes, "bodies": body_ids, "registers": register_keys}
    log_event(actor, "api.open_service_account", account, **details)
    return account


@transaction.atomic
def approve_account(actor: Person, account: ServiceAccount) -> None:
    """Approve a waiting account, so that its keys work. Raises Refused if it does not wait."""
    policy.require(actor, APPROVE_ACCOUNT)
    locked_account = ServiceAccount.objects.select_for_update().get(pk=account.pk)
    if locked_account.approved_at is not None or locked_account.closed_at is not None:
        raise Refused(_("这个账号不在待批准状态。"))
    locked_account.approved_by, locked_account.approved_at = actor, utc_now()
    locked_account.save(update_fields=["approved_by", "approved_at"])
    log_event(actor, APPROVE_ACCOUNT, locked_account)


@transaction.atomic
def close_account(actor: Person, account: ServiceAccount) -> None:
    """Close the account: none of its keys works any more. Raises Refused if it is closed."""
    policy.require(actor, MANAGE_ACCOUNTS)
    locked_account = ServiceAccount.objects.select_for_update().get(pk=account.pk)
    if locked_account.closed_at is not None:
        raise Refused(_("这个账号已经关闭。"))
    locked_account.closed_at = utc_now()
    locked_account.save(update_fields=["closed_at"])
    log_event(actor, "api.close_service_account", locked_account)


@transaction.atomic
def issue_key(actor: Person, account: ServiceAccount, expires_on: dt.date) -> tuple[Token, str]:
    """Issue a key; return it with its secret. Earlier keys expire within seven days."""
    policy.require(actor, MANAGE_ACCOUNTS)
    locked_account = ServiceAccount.objects.select_for_update().get(pk=account.pk)
    if locked_account.closed_at is not None:
        raise Refused(_("这个账号已经关闭。"))
    if not today() < expires_on <= today() + MAX_KEY_VALIDITY:
        raise Refused(_("有效期从明天起，最长一年。"))
    overlap_end = today() + KEY_OVERLAP
    for earlier_key in locked_account.keys.filter(revoked_at=None, expires_on__gt=overlap_end):
        earlier_key.expires_on = overlap_end
        earlier_key.save(update_fields=["expires_on"])
    salt = secrets.token_hex(32)
    secret = derive_secret(salt)
    token = Token.objects.create(
        account=locked_account,
        name=locked_account.name,
        appkey=f"ak_{secrets.token_hex(8)}",
        salt=salt,
        prefix=secret[:VISIBLE_PREFIX_LENGTH],
        digest=hash_secret(secret),
        expires_on=expires_on,
    )
    log_event(actor, "api.make_service_key", token, account=locked_account.pk, expires_on=expires_on)
    return token, secret


@transaction.atomic
def revoke_key(actor: Person, token: Token) -> None:
    """Revoke a key at once; it cannot be restored. Raises Refused if it is revoked."""
    policy.require(actor, MANAGE_ACCOUNTS)
    locked_token = Token.objects.select_for_update().get(pk=token.pk)
    if locked_token.revoked_at is not None or locked_token.account_id is None:
        raise Refused(_("这个令牌已经撤销。"))
    locked_token.revoked_at = utc_now()
    locked_token.save(update_fields=["revoked_at"])
    log_event(actor, "api.revoke_service_key", locked_token)
