"""Opening an account from the command line of the server: the first one, or any from a script."""

from __future__ import annotations

import os
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from duban_site.core.actor import SystemActor
from duban_site.identity.actions.manage_accounts import generate_first_password, save_account
from duban_site.people.models import Body, Leader, Person, Role


@dataclass(frozen=True, slots=True)
class AccountRequest:
    """An account to open: a liaison or head needs a body's name, a leader in charge a leader's."""

    username: str
    name: str
    role: str = Role.ADMINISTRATOR
    body: str = ""
    leader: str = ""


def check_password(account: AccountRequest, password: str) -> None:
    """Raise ValidationError for a password that the rules refuse."""
    validate_password(password, _build_person(account))


@transaction.atomic
def open_account(account: AccountRequest, password: str | None = None) -> str:
    """Open the account and return its password: the given one, or a generated one.

    A generated password must be changed at first use. Raises ValidationError for a name that is
    taken, a body that is missing, a weak password.
    """
    person = _build_person(account)
    if account.body:
        person.body = Body.objects.get_or_create(name=account.body)[0]
    if account.leader:
        person.leader = Leader.objects.get_or_create(name=account.leader)[0]
    person.must_change_password = password is None
    final_password = generate_first_password() if password is None else password
    person.full_clean(exclude=["password"])
    save_account(SystemActor(), person, password=final_password)
    return final_password


def _build_person(account: AccountRequest) -> Person:
    return Person(username=account.username, name=account.name, role=account.role)


def read_password(path: str | os.PathLike[str]) -> str:
    """The first line of a file. Raises ValidationError where it cannot be read or is empty."""
    try:
        with open(path, encoding="utf-8") as file:
            password = file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ValidationError(f"密码文件 {path} 读不了：{error}") from error
    if not password:
        raise ValidationError(f"密码文件 {path} 的第一行是空的")
    return password
