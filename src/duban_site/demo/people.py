"""Invented people, one for each role; units by the table of duties that Duban ships."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from duban.bodies import load_default_duties
from duban_site.people.models import Body, Leader, Person, Role

LEADERS = (
    ("秦怀远", "市长"),
    ("柳知行", "常务副市长"),
    ("方若川", "副市长"),
    ("温长青", "副市长"),
    ("顾明溪", "副市长"),
    ("骆云帆", "副市长"),
)
PASSWORD_BYTES = 6


@dataclass(frozen=True, slots=True)
class Account:
    """How somebody signs in."""

    username: str
    password: str
    name: str
    role: str


def create_bodies() -> dict[str, Body]:
    """Every unit of a typical prefecture-level city, by name."""
    rows = [
        Body(name=body.name, aliases=list(body.aliases), order=index)
        for index, body in enumerate(load_default_duties().bodies.values())
    ]
    return {body.name: body for body in Body.objects.bulk_create(rows)}


def create_leaders() -> list[Leader]:
    """The city's leaders, invented."""
    rows = [Leader(name=name, title=title, order=index) for index, (name, title) in enumerate(LEADERS)]
    return Leader.objects.bulk_create(rows)


def create_accounts(body: Body, leader: Leader) -> tuple[list[Account], dict[Role, Person]]:
    """Create a person of each role; liaison and head belong to `body`. Passwords are random."""
    accounts, person_by_role = [], {}
    for role, username, name in (
        (Role.OFFICER, "ducha", "沈一舟"),
        (Role.LIAISON, "lianluo", "陆小满"),
        (Role.HEAD, "fuze", "魏清和"),
        (Role.LEADER, "lingdao", leader.name),
        (Role.AUDITOR, "shenji", "谭若水"),
        (Role.ADMINISTRATOR, "guanli", "宁致远"),
        (Role.SECURITY, "anquan", "严守正"),
    ):
        person = Person(username=username, name=name, role=role, must_change_password=False)
        if role in (Role.LIAISON, Role.HEAD):
            person.body = body
        if role == Role.LEADER:
            person.leader = leader
        password = f"Duban-{secrets.token_hex(PASSWORD_BYTES)}"
        person.set_password(password)
        person.save()
        person_by_role[role] = person
        accounts.append(Account(username, password, name, str(person.get_role_display())))
    return accounts, person_by_role
