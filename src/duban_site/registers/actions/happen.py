"""The one way in which anything happens to a record: rules asked, event kept, summary written."""

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
    """When something was recorded (by default now), and since when it holds (that day)."""

    at: dt.datetime | None = None
    effective: dt.date | None = None
    serial: int | None = None
    """The record's last event that the form was opened with; a later one is a conflict."""

    @property
    def moment(self) -> dt.datetime:
        """The moment of recording."""
        return self.at or now()


NOW = When()


@dataclass(slots=True)
class Held:
    """A record, locked, with all that a rule looks at."""

    row: RegisterRecord
    declaration: Declaration
    events: list[Event]
    record: Record
    bodies: Bodies
    names: Names = field(default_factory=Names)


def hold(actor: Actor, record: RegisterRecord, names: Names | None = None) -> Held:
    """Lock a record and read it; 403 for whoever may not write to it at all."""
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
    """Let an event happen to a record. Raises Declined with the rules' reasons, Conflict."""
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
    """The record's next event, found good. Raises Declined with the rules' reasons."""
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
    """Append an event that was found good, and write the record's summary."""
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
    """Append events of one record that were found good; its row and shares are written once."""
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
    """Write a record's row from all its events, and the new ones among them at once."""
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
    """Write an event's row, its personal values apart."""
    kept, apart = event_row(actor, row, declaration, event)
    kept.save()
    if apart:
        personal_of(declaration, kept, apart).save()
    return kept


def personal_of(declaration: Declaration, event: RegisterEvent, apart: dict[str, Any]) -> Personal:
    """What is personal in an event, with the sign by which the same caller is found again."""
    sign = caller_sign(declaration, apart)
    return Personal(event=event, record=event.record, values=apart, caller=sign)


def event_row(
    actor: Actor, row: RegisterRecord, declaration: Declaration, event: Event
) -> tuple[RegisterEvent, dict[str, Any]]:
    """An event as it is to be stored, and its personal values, which are stored apart."""
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
    """The hash of an event as it is kept: the log's chain then vouches for it too."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def begin(
    actor: Actor, register: Register, event: Created, names: Names | None = None
) -> RegisterRecord:
    """Make the record that a creation makes. Raises Declined."""
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
    except KeyError:  # a field or stage that there is not: the rules say which
        return None
