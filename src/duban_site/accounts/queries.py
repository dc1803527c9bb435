"""Bodies, leaders and accounts, as pages read them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import QuerySet

from duban_site.people.models import Body, Leader, Person

SEPARATORS = re.compile(r"[、，,；;\n]+")


@dataclass(frozen=True, slots=True)
class Directory:
    """Bodies by name and alias, leaders and people by name: loaded once for many look-ups."""

    bodies: dict[str, Body]
    leaders: dict[str, Leader]
    people: dict[str, Person]

    def find_bodies(self, text: str) -> tuple[list[Body], list[str]]:
        """Return the bodies of a list such as 甲局、乙局, and the names that match none."""
        names = [name.strip() for name in SEPARATORS.split(text) if name.strip()]
        bodies = [self.bodies[name] for name in names if name in self.bodies]
        return bodies, [name for name in names if name not in self.bodies]


def load_directory() -> Directory:
    """Load the current directory."""
    bodies = list(Body.objects.filter(active=True).select_related("leader"))
    body_by_alias = {alias: body for body in bodies for alias in body.aliases}
    people = Person.objects.filter(is_active=True, body__isnull=False)
    return Directory(
        bodies=body_by_alias | {body.name: body for body in bodies},
        leaders={leader.name: leader for leader in Leader.objects.all()},
        people={person.username: person for person in people},
    )


def list_accounts() -> QuerySet[Person]:
    """Every account with its unit or leader."""
    return Person.objects.select_related("body", "leader").order_by("role", "username")
