"""Passwords: checking them against earlier ones, setting them, and their expiry."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from duban_site.core.clock import utc_now
from duban_site.identity.models import PastPassword
from duban_site.people.models import Person


def check_new_password(person: Person, password: str) -> None:
    """Raise ValidationError for a password that is weak, the current one, or an earlier one."""
    validate_password(password, person)
    if person.pk is None:
        return
    current_hashes = [person.password] if person.has_usable_password() else []
    past_hashes = person.past_passwords.values_list("password", flat=True)[: settings.PASSWORD_HISTORY]
    if any(check_password(password, past_hash) for past_hash in [*current_hashes, *past_hashes]):
        message = _("新密码不能与当前密码或最近 %(n)s 次用过的密码相同。")
        raise ValidationError(message % {"n": settings.PASSWORD_HISTORY}, code="password_used")


def set_password(person: Person, password: str, *, must_change: bool, password_hash: str | None = None) -> None:
    """Set the person's password and store its hash; the caller checks it and logs the change.

    `password_hash` is its hash, if computed before: hashing takes a good part of a second.
    """
    if person.password and person.has_usable_password() and not person.past_passwords.exists():
        _store_past_password(person, person.created)  # set before earlier passwords were stored
    if password_hash is None:
        person.set_password(password)
    else:
        person.password = password_hash
    person.must_change_password = must_change
    person.save(update_fields=["password", "must_change_password"])
    _store_past_password(person, utc_now())
    retained_keys = person.past_passwords.values_list("pk", flat=True)[: settings.PASSWORD_HISTORY + 1]
    person.past_passwords.exclude(pk__in=list(retained_keys)).delete()


def _store_past_password(person: Person, since: dt.datetime) -> None:
    PastPassword.objects.create(person=person, password=person.password, since=since)


def is_password_expired(person: Person) -> bool:
    """Whether the password is older than PASSWORD_DAYS; never where that is 0."""
    if not settings.PASSWORD_DAYS or not person.has_usable_password():
        return False
    latest_change = person.past_passwords.values_list("since", flat=True).first()
    since = latest_change or person.created
    return utc_now() - since > dt.timedelta(days=settings.PASSWORD_DAYS)
