"""Queries and descriptions of the log for the auditor."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from duban_site.core.audit.labels import LABELS_BY_KIND, get_action_label, get_field_label
from duban_site.core.audit.models import Event
from duban_site.core.responses import parse_date


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Filters for events: by person or address, kind, days and object; empty for all."""

    person: str = ""
    kind: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    thing: str = ""

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, str]) -> EventQuery:
        """Parse a query string's parameters. Raises Refused for an invalid date."""
        kind = parameters.get("kind", "")
        return cls(
            person=parameters.get("person", "").strip(),
            kind=kind if kind in LABELS_BY_KIND else "",
            since=parse_date(parameters.get("since", "")),
            until=parse_date(parameters.get("until", "")),
            thing=parameters.get("thing", "").strip(),
        )


def list_events(event_query: EventQuery) -> QuerySet[Event]:
    """The matching events, newest first."""
    matching_events = Event.objects.all()
    if event_query.person:
        matching_events = matching_events.filter(Q(actor__icontains=event_query.person) | Q(address=event_query.person))
    if event_query.kind:
        matching_events = matching_events.filter(action__startswith=event_query.kind)
    if event_query.since is not None:
        matching_events = matching_events.filter(at__gte=_start_of_day(event_query.since))
    if event_query.until is not None:
        matching_events = matching_events.filter(at__lt=_start_of_day(event_query.until + dt.timedelta(days=1)))
    if event_query.thing:
        matching_events = matching_events.filter(label__icontains=event_query.thing)
    return matching_events


def _start_of_day(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


@dataclass(frozen=True, slots=True)
class EventDescription:
    """An event in words: the action's label, and the details as (label, value)."""

    event: Event
    action: str
    details: list[tuple[str, str]]

    @property
    def sentence(self) -> str:
        """Who did what to what."""
        return " ".join(filter(None, (self.event.actor, self.action, self.event.label)))


def describe_event(event: Event) -> EventDescription:
    """Describe an event for readers, in the active language."""
    details = [(get_field_label(field_name), _format_value(value)) for field_name, value in event.data.items()]
    return EventDescription(event, get_action_label(event.action), [detail for detail in details if detail[1]])


def _format_value(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return str(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
