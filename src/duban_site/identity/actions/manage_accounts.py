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
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.encryption.personal_reads import get_unlogged_value
from duban_site.identity.lockout import reset_attempts
from duban_site.identity.models import Approval, ApprovalKind, ExternalIdentity, RecoveryCode, SecondFactor
from duban_site.identity.open_sessions import end_all_sessions
from duban_site.identity.passwords import check_new_password, set_password
from duban_site.identity.rights import PRIVILEGED_ROLES, RIGHT_FIELDS, change_needs_approval, reset_needs_approval
from duban_site.people.models import Person
from duban_site.people.names import normalize_name, validate_name

FIRST_PASSWORD_LENGTH = 14
UNAMBIGUOUS_CHARACTERS = "".join(sorted(set(string.ascii_letters + string.digits) - set("0Oo1lI")))
"""Letters and digits that are not confused on paper."""


def generate_first_password() -> str:
    """A random password that satisfies every validator; shown once, changed at first use."""
    random_part = "".join(secrets.choice(UNAMBIGUOUS_CHARACTERS) for _ in range(FIRST_PASSWORD_LENGTH))
    return f"{random_part}-{secrets.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}{secrets.choice('23456789')}a"


@transaction.atomic
def save_account(
    actor: Actor,
    person: Person,
    *,
    password: str | None = None,
    password_hash: str | None = None,
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
    stored_fields = {} if stored is None else collect_account_fields(stored)
    person.username = validate_name(person.username) if stored is None else _choose_username(stored, person)
    new_fields = collect_account_fields(person) | ({} if subject is None else {"subject": subject.strip()})
    _check_uniqueness(person, new_fields)
    if stored is not None and isinstance(actor, Person):
        _refuse_last_administrator(stored, new_fields)
    needs_approval = change_needs_approval(actor, stored_fields, new_fields) and any(
        stored_fields.get(right_field) != new_fields[right_field] for right_field in RIGHT_FIELDS
    )
    if needs_approval:
        _withhold_rights(person, stored)
    _save_person(person, stored is None, password or "", password_hash)
    if not needs_approval:
        _set_subject(person, new_fields["subject"])
    saved_fields = collect_account_fields(person)
    changed_fields = {name: value for name, value in saved_fields.items() if stored_fields.get(name) != value}
    if not person.is_active:
        end_all_sessions(person)
    action = "people.open_account" if stored is None else "people.change_account"
    logged_fields = {name: _conceal_contact(name, value) for name, value in changed_fields.items()}
    log_event(actor, action, person, changed=logged_fields)
    return _request_rights_approval(actor, person, stored_fields, new_fields) if needs_approval else None


def _conceal_contact(field_name: str, value: Any) -> Any:
    """The value for the log: of a telephone or e-mail only whether there is one."""
    return bool(value) if field_name in ("phone", "email") else value


def _save_person(person: Person, is_new: bool, password: str, password_hash: str | None) -> None:
    if not is_new:
        person.save()
        return
    check_new_password(person, password)
    person.save()
    must_change = person.must_change_password
    set_password(person, password, must_change=must_change, password_hash=password_hash)


def _choose_username(stored: Person, person: Person) -> str:
    """The username to store: one from before the rules for names stays as it is."""
    is_unchanged = normalize_name(person.username) == normalize_name(stored.username)
    return stored.username if is_unchanged else validate_name(person.username)


def _check_uniqueness(person: Person, new_fields: dict[str, Any]) -> None:
    remaining_people = Person.objects.exclude(pk=person.pk)
    if remaining_people.filter(username=person.username).exists():
        raise ValidationError({"username": _("这个账号已经有人用了。")})
    subject = new_fields["subject"]
    same_subject = ExternalIdentity.objects.filter(subject=subject).exclude(person=person.pk or 0)
    if subject and same_subject.exists():
        raise ValidationError({"subject": _("这个统一身份标识已经属于另一个账号。")})


def _withhold_rights(person: Person, stored: Person | None) -> None:
    """Undo changes of rights that wait for approval; a new account is closed until then."""
    if stored is None:
        person.is_active = False
        return
    for right_field in RIGHT_FIELDS:
        if right_field != "subject":
            setattr(person, right_field, getattr(stored, right_field))


def _set_subject(person: Person, subject: str) -> None:
    if not subject:
        ExternalIdentity.objects.filter(person=person).delete()
    else:
        identity_fields = {"subject": subject}
        ExternalIdentity.objects.update_or_create(person=person, defaults=identity_fields)


def _request_rights_approval(
    actor: Actor, person: Person, stored_fields: dict[str, Any], new_fields: dict[str, Any]
) -> Approval:
    changes = {
        right_field: new_fields[right_field]
        for right_field in RIGHT_FIELDS
        if stored_fields.get(right_field) != new_fields[right_field]
    }
    return request_approval(actor, ApprovalKind.ACCOUNT, person, changes)


def request_approval(
    actor: Actor, kind: ApprovalKind, person: Person, changes: dict[str, Any] | None = None
) -> Approval:
    """Create a request to the security administrator; it replaces an open one of its kind."""
    if not isinstance(actor, Person):
        message = "a command needs no approval"
        raise TypeError(message)
    Approval.objects.filter(kind=kind, person=person, approved=None).delete()
    approval = Approval.objects.create(
        kind=kind, person=person, changes=changes or {}, asked_by=actor, asked_at=utc_now()
    )
    log_event(actor, "people.ask_approval", person, kind=kind, changes=approval.changes)
    return approval


def apply_rights(person: Person, changes: dict[str, Any]) -> None:
    """Grant an account the approved rights; the caller logs it."""
    for name, value in changes.items():
        if name in RIGHT_FIELDS and name != "subject":
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
        return request_approval(actor, ApprovalKind.RESET, person)
    password = assign_first_password(person)
    log_event(actor, "people.reset_password", person)
    return password


def assign_first_password(person: Person) -> str:
    """Set and return a new first password; sessions end. The caller logs it."""
    password = generate_first_password()
    set_password(person, password, must_change=True)
    end_all_sessions(person)
    reset_attempts(person.username)
    return password


@transaction.atomic
def reset_second_factor(actor: Actor, person: Person) -> Approval | None:
    """Remove the second factor (None), or return the approval request for that."""
    policy.require(actor, "people.manage_accounts")
    if reset_needs_approval(actor, person):
        return request_approval(actor, ApprovalKind.SECOND_FACTOR, person)
    remove_second_factor(person)
    log_event(actor, "people.reset_second_factor", person)
    return None


def remove_second_factor(person: Person) -> None:
    """Delete the second factor and its recovery codes; sessions end. The caller logs it."""
    SecondFactor.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
    end_all_sessions(person)


@transaction.atomic
def unlock_account(actor: Actor, person: Person) -> None:
    """Clear the failed attempts of an account, so that it may sign in again at once."""
    policy.require(actor, "people.manage_accounts")
    log_event(actor, "people.unlock", person, counters=reset_attempts(person.username))


@transaction.atomic
def change_password(person: Person, password: str, *, current_session_key: str | None = None) -> None:
    """Set the password that the person chose; all sessions but the current one end.

    Raises ValidationError for a weak password, and for the current or an earlier one.
    """
    policy.require(person, "people.own_password")
    check_new_password(person, password)
    set_password(person, password, must_change=False)
    ended_sessions = end_all_sessions(person, except_key=current_session_key)
    log_event(person, "people.change_password", person, ended_sessions=ended_sessions)


def collect_account_fields(person: Person) -> dict[str, Any]:
    """The fields of an account, for comparing and logging."""
    external_identity = ExternalIdentity.objects.filter(person=person).first() if person.pk else None
    return {
        "username": person.username,
        "name": person.name,
        "phone": get_unlogged_value(person, "phone"),
        "email": get_unlogged_value(person, "email"),
        **{right_field: getattr(person, right_field) for right_field in RIGHT_FIELDS if right_field != "subject"},
        "subject": "" if external_identity is None else external_identity.subject,
    }


def _refuse_last_administrator(stored: Person, new_fields: dict[str, Any]) -> None:
    """Raise Refused where the change would leave nobody in one of the administrators' roles."""
    remains_administrator = new_fields["is_active"] and new_fields["role"] == stored.role
    if remains_administrator or not stored.is_active or stored.role not in PRIVILEGED_ROLES:
        return
    remaining_administrators = Person.objects.filter(role=stored.role, is_active=True).exclude(pk=stored.pk)
    if not remaining_administrators.exists():
        raise Refused(_("这是最后一个此类管理员账号，不能停用。"))
