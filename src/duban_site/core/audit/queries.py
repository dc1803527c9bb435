"""Queries and descriptions of the log for the auditor."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from duban_site.core.audit.models import Event
from duban_site.core.audit.words import KINDS, action_word, field_word
from duban_site.core.web import date_or_none


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters for events: by person or address, kind, days and object; empty for all."""

    person: str = ""
    kind: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    thing: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Asked:
        """Parse a query string's parameters. Raises Refused for an invalid date."""
        kind = data.get("kind", "")
        return cls(
            person=data.get("person", "").strip(),
            kind=kind if kind in KINDS else "",
            since=date_or_none(data.get("since", "")),
            until=date_or_none(data.get("until", "")),
            thing=data.get("thing", "").strip(),
        )


def events(asked: Asked) -> QuerySet[Event]:
    """The matching events, newest first."""
    found = Event.objects.all()
    if asked.person:
        found = found.filter(Q(actor__icontains=asked.person) | Q(address=asked.person))
    if asked.kind:
        found = found.filter(action__startswith=asked.kind)
    if asked.since is not None:
        found = found.filter(at__gte=_start(asked.since))
    if asked.until is not None:
        found = found.filter(at__lt=_start(asked.until + dt.timedelta(days=1)))
    if asked.thing:
        found = found.filter(label__icontains=asked.thing)
    return found


def _start(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


@dataclass(frozen=True, slots=True)
class Told:
    """An event in words: the action's label, and the details as (label, value)."""

    event: Event
    action: str
    details: list[tuple[str, str]]

    @property
    def sentence(self) -> str:
        """Who did what to what."""
        return " ".join(filter(None, (self.event.actor, self.action, self.event.label)))


def told(event: Event) -> Told:
    """Describe an event for readers, in the active language."""
    details = [(field_word(name), _text(value)) for name, value in event.data.items()]
    return Told(event, action_word(event.action), [one for one in details if one[1]])


def _text(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return str(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
