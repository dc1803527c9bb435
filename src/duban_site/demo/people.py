"""Invented people, one for each role; units by the table of duties that Duban ships."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from duban.bodies import default_duties
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


def bodies() -> dict[str, Body]:
    """Every unit of a typical prefecture-level city, by name."""
    rows = [
        Body(name=body.name, aliases=list(body.aliases), order=n)
        for n, body in enumerate(default_duties().bodies.values())
    ]
    return {body.name: body for body in Body.objects.bulk_create(rows)}


def leaders() -> list[Leader]:
    """The city's leaders, invented."""
    rows = [Leader(name=name, title=title, order=n) for n, (name, title) in enumerate(LEADERS)]
    return Leader.objects.bulk_create(rows)


def accounts(body: Body, leader: Leader) -> tuple[list[Account], dict[Role, Person]]:
    """Create a person of each role; liaison and head belong to `body`. Passwords are random."""
    found, people = [], {}
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
        people[role] = person
        found.append(Account(username, password, name, str(person.get_role_display())))
    return found, people
