"""Signing a person out everywhere."""

from __future__ import annotations

from django.db import transaction

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.identity.open_sessions import end_all_sessions
from duban_site.people.models import Person


@transaction.atomic
def end_person_sessions(actor: Actor, person: Person) -> int:
    """End every session of a person, and return their number."""
    policy.require(actor, "people.end_sessions")
    count = end_all_sessions(person)
    log_event(actor, "people.end_sessions", person, count=count)
    return count
