"""日历订阅: a secret address under which a calendar program reads what falls due."""

from __future__ import annotations

import hashlib

from django.db import models

from duban_site.people.models import Person


class CalendarFeed(models.Model):
    """One person's feed. Only the hash of its secret is stored; it is displayed once."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="calendar")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.person_id)


def hash_token(token: str) -> str:
    """Hash a token for storage. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
