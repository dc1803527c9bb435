"""Renew and revoke a person's calendar feed; its secret is displayed only once."""

from __future__ import annotations

import secrets

from django.db import transaction

from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.orders.models import CalendarFeed
from duban_site.orders.models.calendar import hash_token
from duban_site.people.models import Person

TOKEN_BYTES = 32


@transaction.atomic
def renew_calendar(person: Person) -> str:
    """Give a new secret, stored only as a hash; the previous one becomes invalid."""
    policy.require(person, "orders.calendar")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed_values = {"token_hash": hash_token(token), "made_at": utc_now()}
    CalendarFeed.objects.update_or_create(person=person, defaults=feed_values)
    log_event(person, "orders.renew_calendar", person)
    return token


@transaction.atomic
def revoke_calendar(person: Person) -> None:
    """Revoke the feed."""
    policy.require(person, "orders.calendar")
    ended_count, _rows = CalendarFeed.objects.filter(person=person).delete()
    log_event(person, "orders.revoke_calendar", person, ended=ended_count)
