"""Who is signed in, with how many notices they have not read: one query for both."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, Q

from duban_site.people.models import Body, Person
from duban_site.prepared import KEYS, Prepared, columns

OWN, BODIES = columns(Person), columns(Body)
PERSON = Prepared(
    lambda key: (
        Person.objects.filter(pk=key)
        .annotate(unread=Count("notices", filter=Q(notices__read_at=None)))
        .values_list(*OWN, *(f"body__{name}" for name in BODIES), "unread")
    ),
    key=KEYS[0],
)


class Backend(ModelBackend):
    """Django's own, but that the person comes with `unread` and their body, as pages show them."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of the session; None for a closed account."""
        found = PERSON.rows(key=user_id)
        person = _person(found[0]) if found else None
        return person if self.user_can_authenticate(person) else None


def _person(row: tuple[Any, ...]) -> Person:
    own, body, unread = row[: len(OWN)], row[len(OWN) : -1], row[-1]
    person = Person.from_db(None, OWN, own)
    person.body = None if person.body_id is None else Body.from_db(None, BODIES, body)
    setattr(person, "unread", unread)  # noqa: B010 # as an annotation would set it
    return person
