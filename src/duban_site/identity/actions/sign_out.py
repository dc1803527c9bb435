"""Signing out."""

from __future__ import annotations

from django.db import transaction

from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log_event
from duban_site.identity.models import OpenSession
from duban_site.people.models import Person


@transaction.atomic
def sign_out(person: Person, session_key: str | None) -> None:
    """Log the sign-out and remove the listed session; the view ends the session itself."""
    policy.require(person, "site.sign_out")
    OpenSession.objects.filter(session_key=session_key or "").delete()
    log_event(person, "people.sign_out", person)
