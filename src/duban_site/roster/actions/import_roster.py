"""Bodies, leaders and accounts from one workbook, all or none."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.accounts.actions.manage_bodies import write_body, write_leader
from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import RowErrors
from duban_site.identity.actions.manage_accounts import generate_first_password, save_account
from duban_site.jobs.differences import require_confirmed
from duban_site.people.models import Body, Leader, Person, Role
from duban_site.roster.changes import compare_roster, list_body_changes, list_person_changes
from duban_site.roster.models import SlipSheet
from duban_site.roster.roster_rows import BodyRow, PersonRow, read_rows
from duban_site.roster.sheet import Roster

Passwords = Mapping[str, tuple[str, str]]
"""Sign-in name → first password, and its hash."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """The outcome: changed bodies and accounts, accounts that await approval, and the slips."""

    bodies: int
    people: int
    waiting: int
    slips: SlipSheet | None


def make_passwords(roster: Roster, report_progress: Callable[[int, int], None]) -> Passwords:
    """First passwords for the accounts that the roster opens, hashed outside of any transaction."""
    new_usernames = [row.person.username for row in read_rows(roster).people if row.person.pk is None]
    passwords = {}
    for index, username in enumerate(new_usernames):
        report_progress(index, len(new_usernames))
        password = generate_first_password()
        passwords[username] = (password, make_password(password))
    return passwords


@transaction.atomic
def import_roster(actor: Person, roster: Roster, passwords: Passwords, *, clear: bool, confirmed: str) -> ImportOutcome:
    """Create and change bodies, leaders and accounts; the three administrators' rules apply.

    Fields without a column are unchanged; empty cells erase values only with `clear`. `confirmed`
    is the digest of the confirmed differences. Raises Conflict where the differences have changed
    since, RowErrors for rows that cannot be saved.
    """
    policy.require(actor, "people.import_roster")
    require_confirmed(compare_roster(actor, roster), confirmed)
    roster_rows = read_rows(roster)
    bodies = [row for row in roster_rows.bodies if any(list_body_changes(row))]
    for row in bodies:
        _save_body(actor, row, clear)
    people = [row for row in roster_rows.people if any(list_person_changes(row))]
    waiting_count = sum(_save_person(actor, row, passwords, clear) for row in people)
    slips = None
    if passwords:
        serialized = json.dumps({name: password for name, (password, _hash) in passwords.items()})
        slips = SlipSheet.objects.create(by=actor, made_at=utc_now(), count=len(passwords), passwords=serialized)
    changed_names = {"bodies": [row.body.name for row in bodies]}
    changed_names["people"] = [row.person.username for row in people]
    log_event(actor, "people.import_roster", slips, **changed_names)
    return ImportOutcome(len(bodies), len(people), waiting_count, slips)


def _save_body(actor: Person, row: BodyRow, clear: bool) -> None:
    body = row.body
    body.aliases = [*body.aliases, *row.aliases]
    body.kind = row.kind or body.kind
    if row.leader:
        body.leader = _ensure_leader(actor, row.leader, row.title)
    elif row.leader == "" and clear:
        body.leader = None
    write_body(actor, body)


def _ensure_leader(actor: Person, name: str, title: str = "") -> Leader:
    leader = Leader.objects.filter(name=name).first()
    if leader is None or (title and not leader.title):
        leader = leader or Leader(name=name)
        leader.title = title or leader.title
        write_leader(actor, leader)
    return leader


def _save_person(actor: Person, row: PersonRow, passwords: Passwords, clear: bool) -> bool:
    """Save the account; returns whether it awaits approval."""
    person = row.person
    is_new = person.pk is None
    person.name, person.role = row.name, row.role
    person.body = Body.objects.get(name=row.body) if row.body else None
    person.leader = _ensure_leader(actor, row.leader) if row.role == Role.LEADER else None
    for field_name, value in row.contact.items():
        if value or clear:
            setattr(person, field_name, value)
    password, password_hash = passwords[person.username] if is_new else (None, None)
    try:
        person.full_clean(exclude=["password"])
        return save_account(actor, person, password=password, password_hash=password_hash) is not None
    except ValidationError as error:
        reason = " ".join(error.messages)
        message = _("表中有 %(count)s 处错误，什么都没有导入。") % {"count": 1}
        raise RowErrors(message, [(row.number, "账号", reason)]) from error
