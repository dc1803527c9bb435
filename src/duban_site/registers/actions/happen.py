"""Record events: check the rules, append the event, update the record's summary row.

Every change of a single record goes through here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.registers import Created, Declaration, Event, Record, fold, propose
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor, actor_name, person_or_none
from duban_site.core.audit.log import log
from duban_site.core.clock import day_of, now
from duban_site.core.errors import Conflict
from duban_site.registers.actions.share import share
from duban_site.registers.callers import caller_sign
from duban_site.registers.days import days
from duban_site.registers.duties import Bodies, Names, rights
from duban_site.registers.errors import Declined
from duban_site.registers.history import events_of, stored
from duban_site.registers.models import Personal, Register, RegisterEvent, RegisterRecord
from duban_site.registers.queries.choosing import missing, nowhere
from duban_site.registers.sealed import in_the_clear
from duban_site.registers.summary import summarise

BATCH = 1000


@dataclass(frozen=True, slots=True)
class When:
    """When an event is recorded (default: now) and from which day it takes effect (that day)."""

    at: dt.datetime | None = None
    effective: dt.date | None = None
    serial: int | None = None
    """The latest event that the form knew of; a later one in the record is a conflict."""

    @property
    def moment(self) -> dt.datetime:
        """The time of recording: as given, else now."""
        return self.at or now()


NOW = When()


@dataclass(slots=True)
class Held:
    """A locked record with everything that the rules need."""

    row: RegisterRecord
    declaration: Declaration
    events: list[Event]
    record: Record
    bodies: Bodies
    names: Names = field(default_factory=Names)


def hold(actor: Actor, record: RegisterRecord, names: Names | None = None) -> Held:
    """Lock and load a record. Raises PermissionDenied for an actor who may not write to it."""
    query = RegisterRecord.objects.select_for_update(of=("self",)).select_related("register")
    row = query.get(pk=record.pk)
    policy.require(actor, "registers.write_record", row)
    declaration = row.register.declaration
    events = events_of(declaration, row)
    folded = fold(declaration, events)
    assert folded is not None  # noqa: S101 # every row has its creation
    known = names or Names()
    return Held(row, declaration, events, folded, known.of(declaration, folded), known)


@transaction.atomic
def happen(
    actor: Actor,
    record: RegisterRecord,
    kind: type[Event],
    /,
    *,
    when: When = NOW,
    action: str,
    **fields: Any,
) -> RegisterEvent:
    """Validate and append an event. Raises Declined with the rules' reasons, Conflict."""
    held = hold(actor, record)
    if when.serial is not None and when.serial != held.record.serial:
        raise Conflict(_("这条记录刚有别的变动；请刷新后重做。"))
    event = proposed(actor, held, kind, when.moment, effective=when.effective, **fields)
    kept = keep(actor, held, event)
    log(actor, action, held.row, serial=event.serial, digest=digest(kept.data))
    return kept


def proposed(
    actor: Actor, held: Held, kind: type[Event], at: dt.datetime, /, **fields: Any
) -> Event:
    """Build and validate the record's next event. Raises Declined with the rules' reasons."""
    event = kind(
        record=held.row.number,
        serial=held.record.serial + 1,
        at=at,
        actor=actor_name(actor),
        version=held.declaration.version,
        **fields,
    )
    given = rights(actor, held.row.register, held.bodies)
    refusals = propose(held.declaration, held.record, event, given, days())
    gone = nowhere(held.declaration, held.record, event, missing(held.names))
    if refusals := (*refusals, *in_the_clear(held.declaration, event), *gone):
        raise Declined(refusals, held.declaration)
    return event


def keep(actor: Actor, held: Held, event: Event) -> RegisterEvent:
    """Append a validated event, and update the record's summary row and shares."""
    held.events.append(event)
    folded = fold(held.declaration, held.events)
    assert folded is not None  # noqa: S101 # it has its creation
    held.record = folded
    kept = append(actor, held.row, held.declaration, event)
    bodies = summarise(held.row, held.declaration, folded, day_of(event.at), days(), held.names)
    held.row.save()
    held.row.others.set(bodies.others)
    held.bodies = bodies
    share(held.row.register, [(held.row, held.events)])
    return kept


def keep_all(actor: Actor, held: Held, events: Sequence[Event]) -> None:
    """Append validated events of one record; its row and shares are written only once."""
    held.events.extend(events)
    held.bodies = chronicle(actor, held.row, held.declaration, held.events, events, held.names)
    share(held.row.register, [(held.row, held.events)])


def chronicle(
    actor: Actor,
    row: RegisterRecord,
    declaration: Declaration,
    whole: Sequence[Event],
    new: Sequence[Event],
    names: Names,
) -> Bodies:
    """Write a record's row from its full history, and insert the new events in one go."""
    record = fold(declaration, whole)
    assert record is not None  # noqa: S101 # it has its creation
    bodies = summarise(row, declaration, record, day_of(new[-1].at), days(), names)
    row.save()
    row.others.set(bodies.others)
    made = [event_row(actor, row, declaration, event) for event in new]
    RegisterEvent.objects.bulk_create([kept for kept, _apart in made], BATCH)
    personal = (personal_of(declaration, kept, apart) for kept, apart in made if apart)
    Personal.objects.bulk_create(personal, BATCH)
    return bodies


def append(
    actor: Actor, row: RegisterRecord, declaration: Declaration, event: Event
) -> RegisterEvent:
    """Insert an event's row, and its personal values in a row of their own."""
    kept, apart = event_row(actor, row, declaration, event)
    kept.save()
    if apart:
        personal_of(declaration, kept, apart).save()
    return kept


def personal_of(declaration: Declaration, event: RegisterEvent, apart: dict[str, Any]) -> Personal:
    """The row of an event's personal values, with the hash that identifies the same caller."""
    sign = caller_sign(declaration, apart)
    return Personal(event=event, record=event.record, values=apart, caller=sign)


def event_row(
    actor: Actor, row: RegisterRecord, declaration: Declaration, event: Event
) -> tuple[RegisterEvent, dict[str, Any]]:
    """An event's unsaved row, and its personal values, which are stored separately."""
    data, apart = stored(declaration, event)
    kept = RegisterEvent(
        register_id=row.register_id,
        record=row,
        serial=event.serial,
        kind=data["event"],
        at=event.at,
        day=event.day,
        actor=event.actor,
        by=person_or_none(actor),
        data=data,
    )
    return kept, apart


def digest(data: dict[str, Any]) -> str:
    """Hash an event as stored; the log keeps it, so the log's chain also protects the events."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def begin(
    actor: Actor, register: Register, event: Created, names: Names | None = None
) -> RegisterRecord:
    """Validate a creation event and insert its record. Raises Declined."""
    declaration, known = register.declaration, names or Names()
    made = _first(declaration, event)
    bodies = known.of(declaration, made) if made is not None else None
    given = rights(actor, register, bodies)
    refusals = propose(declaration, None, event, given, days())
    gone = nowhere(declaration, None, event, missing(known))
    if refusals := (*refusals, *in_the_clear(declaration, event), *gone):
        raise Declined(refusals, declaration)
    assert made is not None  # noqa: S101 # what was accepted can be folded
    row = RegisterRecord(register=register, number=event.record)
    found = summarise(row, declaration, made, day_of(event.at), days(), known)
    row.save(force_insert=True)
    if found.others:
        row.others.set(found.others)
    kept = append(actor, row, declaration, event)
    share(register, [(row, [event])])
    log(actor, "registers.create", row, serial=1, digest=digest(kept.data))
    return row


def _first(declaration: Declaration, event: Created) -> Record | None:
    try:
        return fold(declaration, [event])
    except KeyError:  # an unknown field or stage: the rules report which
        return None
