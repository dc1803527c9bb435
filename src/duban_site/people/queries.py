"""Units, leaders and accounts, as pages read them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone

from duban_site.people.models import Leader, LoginTry, Person, Unit

SEPARATORS = re.compile(r"[、，,；;\n]+")


@dataclass(frozen=True, slots=True)
class Directory:
    """Every unit and leader by every name it goes by; one pair of queries for a whole table."""

    units: dict[str, Unit]
    leaders: dict[str, Leader]
    people: dict[str, Person]

    def units_named(self, text: str) -> tuple[list[Unit], list[str]]:
        """The units of a list such as 甲局、乙局, and the names that nobody goes by."""
        names = [name.strip() for name in SEPARATORS.split(text) if name.strip()]
        found = [self.units[name] for name in names if name in self.units]
        return found, [name for name in names if name not in self.units]


def directory() -> Directory:
    """The directory as it is now."""
    units = list(Unit.objects.filter(active=True))
    by_alias = {alias: unit for unit in units for alias in unit.aliases}
    people = Person.objects.filter(is_active=True, unit__isnull=False)
    return Directory(
        units=by_alias | {unit.name: unit for unit in units},
        leaders={leader.name: leader for leader in Leader.objects.all()},
        people={person.username: person for person in people},
    )


def accounts() -> QuerySet[Person]:
    """Every account with its unit or leader."""
    return Person.objects.select_related("unit", "leader").order_by("role", "username")


def locked_names() -> set[str]:
    """Accounts that may not try to sign in at the moment."""
    since = timezone.now() - dt.timedelta(minutes=settings.LOCKOUT_MINUTES)
    failed = LoginTry.objects.filter(failed=True, cleared=False, at__gte=since)
    counted = failed.values("username").annotate(tries=Count("pk"))
    full = counted.filter(tries__gte=settings.LOCKOUT_ACCOUNT_TRIES)
    return set(full.values_list("username", flat=True))
