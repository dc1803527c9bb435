"""What an administrator does with accounts: open, change, unlock, set a first password."""

from __future__ import annotations

import secrets
import string
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.people.models import LoginTry, Person

FIELDS = ("username", "name", "role", "body", "leader", "phone", "email", "is_active")
OFFICERS_DUTIES = ("keeper", "supervisor", "intake")
FIRST_LENGTH = 14


def first_password() -> str:
    """A random password that satisfies every validator; told once and changed at first use."""
    letters = string.ascii_letters + string.digits
    body = "".join(secrets.choice(letters) for _ in range(FIRST_LENGTH))
    return f"{body}-{secrets.choice(string.ascii_uppercase)}{secrets.choice(string.digits)}a"


@transaction.atomic
def save_account(actor: Actor, person: Person, *, password: str | None = None) -> Person:
    """Open a new account (with `password` as its first) or write the changes of one."""
    policy.require(actor, "people.manage_accounts")
    new = person.pk is None
    before = {} if new else _fields(Person.objects.get(pk=person.pk))
    person.username = person.username.strip().lower()
    if new:
        validate_password(password or "", person)
        person.set_password(password)
    person.save()
    after = _fields(person)
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    log(actor, "people.open_account" if new else "people.change_account", person, changed=changed)
    return person


@transaction.atomic
def reset_password(actor: Actor, person: Person) -> str:
    """Give a new first password, which is returned and shown once."""
    policy.require(actor, "people.manage_accounts")
    password = first_password()
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    log(actor, "people.reset_password", person)
    return password


@transaction.atomic
def unlock(actor: Actor, person: Person) -> None:
    """Forget the failed tries of an account, so that it may try again at once."""
    policy.require(actor, "people.manage_accounts")
    failed = LoginTry.objects.filter(username=person.username.lower(), failed=True, cleared=False)
    log(actor, "people.unlock", person, tries=failed.update(cleared=True))


@transaction.atomic
def change_own_password(person: Person, password: str) -> None:
    """Set the password that the person chose. Raises ValidationError for a weak one."""
    policy.require(person, "people.own_password")
    validate_password(password, person)
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    log(person, "people.change_password", person)


def _fields(person: Person) -> dict[str, Any]:
    return {
        "username": person.username,
        "name": person.name,
        "role": person.role,
        "body": person.body_id,
        "leader": person.leader_id,
        "phone": person.phone,
        "email": person.email,
        "duties": [name for name in OFFICERS_DUTIES if getattr(person, name)],
        "is_active": person.is_active,
    }
