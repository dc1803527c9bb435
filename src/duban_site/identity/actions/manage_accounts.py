"""An administrator's actions on accounts: open, change, unlock, reset."""

from __future__ import annotations

import secrets
import string
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.encryption.reads import value_unnoted
from duban_site.identity.lockout import forget_tries
from duban_site.identity.models import (
    Approval,
    ApprovalKind,
    ExternalIdentity,
    RecoveryCode,
    SecondFactor,
)
from duban_site.identity.open_sessions import end_all_sessions
from duban_site.identity.passwords import check_new_password, set_password
from duban_site.identity.rights import (
    PRIVILEGED,
    RIGHTS,
    change_needs_approval,
    reset_needs_approval,
)
from duban_site.people.models import Person
from duban_site.people.names import checked_name, normal_name

FIRST_LENGTH = 14
LETTERS = "".join(sorted(set(string.ascii_letters + string.digits) - set("0Oo1lI")))
"""Letters and digits that are not confused on paper."""


def first_password() -> str:
    """A random password that satisfies every validator; shown once, changed at first use."""
    body = "".join(secrets.choice(LETTERS) for _ in range(FIRST_LENGTH))
    return f"{body}-{secrets.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}{secrets.choice('23456789')}a"


@transaction.atomic
def save_account(
    actor: Actor,
    person: Person,
    *,
    password: str | None = None,
    encoded: str | None = None,
    subject: str | None = None,
) -> Approval | None:
    """Open a new account (with `password` as its first) or save the changes of an existing one.

    `password_hash` is the password's hash, if it was computed before.

    Rights that a second person must approve are not granted yet: the approval request is returned,
    and a new account stays closed until it is approved. `subject` identifies the person at the
    identity provider; None leaves it unchanged. Raises ValidationError for a name that is taken.
    """
    policy.require(actor, "people.manage_accounts")
    stored = None if person.pk is None else Person.objects.select_for_update().get(pk=person.pk)
    before = {} if stored is None else account_fields(stored)
    person.username = checked_name(person.username) if stored is None else _name(stored, person)
    wanted = account_fields(person) | ({} if subject is None else {"subject": subject.strip()})
    _refuse_taken(person, wanted)
    if stored is not None and isinstance(actor, Person):
        _refuse_last_administrator(stored, wanted)
    waits = change_needs_approval(actor, before, wanted) and any(
        before.get(name) != wanted[name] for name in RIGHTS
    )
    if waits:
        _take_back(person, stored)
    _store(person, stored is None, password or "", encoded)
    if not waits:
        _set_subject(person, wanted["subject"])
    after = account_fields(person)
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    if not person.is_active:
        end_all_sessions(person)
    action = "people.open_account" if stored is None else "people.change_account"
    log(actor, action, person, changed={n: _logged(n, value) for n, value in changed.items()})
    return _ask_for_rights(actor, person, before, wanted) if waits else None


def _logged(name: str, value: Any) -> Any:
    """The value for the log: of a telephone or e-mail only whether there is one."""
    return bool(value) if name in ("phone", "email") else value


def _store(person: Person, new: bool, password: str, encoded: str | None) -> None:
    if not new:
        person.save()
        return
    check_new_password(person, password)
    person.save()
    must_change = person.must_change_password
    set_password(person, password, must_change=must_change, encoded=encoded)


def _name(stored: Person, person: Person) -> str:
    """The username to store: one from before the rules for names stays as it is."""
    same = normal_name(person.username) == normal_name(stored.username)
    return stored.username if same else checked_name(person.username)


def _refuse_taken(person: Person, wanted: dict[str, Any]) -> None:
    others = Person.objects.exclude(pk=person.pk)
    if others.filter(username=person.username).exists():
        raise ValidationError({"username": _("这个账号已经有人用了。")})
    subject = wanted["subject"]
    taken = ExternalIdentity.objects.filter(subject=subject).exclude(person=person.pk or 0)
    if subject and taken.exists():
        raise ValidationError({"subject": _("这个统一身份标识已经属于另一个账号。")})


def _take_back(person: Person, stored: Person | None) -> None:
    """Undo changes of rights that wait for approval; a new account is closed until then."""
    if stored is None:
        person.is_active = False
        return
    for name in RIGHTS:
        if name != "subject":
            setattr(person, name, getattr(stored, name))


def _set_subject(person: Person, subject: str) -> None:
    if not subject:
        ExternalIdentity.objects.filter(person=person).delete()
    else:
        made = {"subject": subject}
        ExternalIdentity.objects.update_or_create(person=person, defaults=made)


def _ask_for_rights(
    actor: Actor, person: Person, before: dict[str, Any], wanted: dict[str, Any]
) -> Approval:
    changes = {name: wanted[name] for name in RIGHTS if before.get(name) != wanted[name]}
    return ask(actor, ApprovalKind.ACCOUNT, person, changes)


def ask(
    actor: Actor, kind: ApprovalKind, person: Person, changes: dict[str, Any] | None = None
) -> Approval:
    """Create a request to the security administrator; it replaces an open one of its kind."""
    if not isinstance(actor, Person):
        msg = "a command needs no approval"
        raise TypeError(msg)
    Approval.objects.filter(kind=kind, person=person, approved=None).delete()
    found = Approval.objects.create(
        kind=kind, person=person, changes=changes or {}, asked_by=actor, asked_at=utc_now()
    )
    log(actor, "people.ask_approval", person, kind=kind, changes=found.changes)
    return found


def apply_rights(person: Person, changes: dict[str, Any]) -> None:
    """Grant an account the approved rights; the caller logs it."""
    for name, value in changes.items():
        if name in RIGHTS and name != "subject":
            setattr(person, name, value)
    person.full_clean(exclude=["password", "username"])
    person.save()
    if "subject" in changes:
        _set_subject(person, changes["subject"])


@transaction.atomic
def reset_password(actor: Actor, person: Person) -> str | Approval:
    """Reset the password and return the new one, to be shown once; or return the request."""
    policy.require(actor, "people.manage_accounts")
    if reset_needs_approval(actor, person):
        return ask(actor, ApprovalKind.RESET, person)
    password = give_first_password(person)
    log(actor, "people.reset_password", person)
    return password


def give_first_password(person: Person) -> str:
    """Set and return a new first password; sessions end. The caller logs it."""
    password = first_password()
    set_password(person, password, must_change=True)
    end_all_sessions(person)
    forget_tries(person.username)
    return password


@transaction.atomic
def reset_second_factor(actor: Actor, person: Person) -> Approval | None:
    """Remove the second factor (None), or return the approval request for that."""
    policy.require(actor, "people.manage_accounts")
    if reset_needs_approval(actor, person):
        return ask(actor, ApprovalKind.SECOND_FACTOR, person)
    remove_second_factor(person)
    log(actor, "people.reset_second_factor", person)
    return None


def remove_second_factor(person: Person) -> None:
    """Delete the second factor and its recovery codes; sessions end. The caller logs it."""
    SecondFactor.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
    end_all_sessions(person)


@transaction.atomic
def unlock(actor: Actor, person: Person) -> None:
    """Clear the failed attempts of an account, so that it may sign in again at once."""
    policy.require(actor, "people.manage_accounts")
    log(actor, "people.unlock", person, counters=forget_tries(person.username))


@transaction.atomic
def change_own_password(person: Person, password: str, *, session: str | None = None) -> None:
    """Set the password that the person chose; all sessions but the current one end.

    Raises ValidationError for a weak password, and for the current or an earlier one.
    """
    policy.require(person, "people.own_password")
    check_new_password(person, password)
    set_password(person, password, must_change=False)
    ended = end_all_sessions(person, but=session)
    log(person, "people.change_password", person, ended_sessions=ended)


def account_fields(person: Person) -> dict[str, Any]:
    """The fields of an account, for comparing and logging."""
    external = ExternalIdentity.objects.filter(person=person).first() if person.pk else None
    return {
        "username": person.username,
        "name": person.name,
        "phone": value_unnoted(person, "phone"),
        "email": value_unnoted(person, "email"),
        **{name: getattr(person, name) for name in RIGHTS if name != "subject"},
        "subject": "" if external is None else external.subject,
    }


def _refuse_last_administrator(stored: Person, wanted: dict[str, Any]) -> None:
    """Raise Refused where the change would leave nobody in one of the administrators' roles."""
    stays = wanted["is_active"] and wanted["role"] == stored.role
    if stays or not stored.is_active or stored.role not in PRIVILEGED:
        return
    others = Person.objects.filter(role=stored.role, is_active=True).exclude(pk=stored.pk)
    if not others.exists():
        raise Refused(_("这是最后一个此类管理员账号，不能停用。"))
