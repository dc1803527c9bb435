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
from duban_site.core.actor import Actor, as_person, format_actor_name
from duban_site.core.audit.log import log_event
from duban_site.core.clock import now, to_local_date
from duban_site.core.errors import Conflict
from duban_site.registers.actions.update_shares import write_shares
from duban_site.registers.caller_hash import hash_caller
from duban_site.registers.duties import BodyDirectory, RecordBodies, resolve_rights
from duban_site.registers.errors import Declined
from duban_site.registers.history import load_events, split_personal_values
from duban_site.registers.models import Personal, Register, RegisterEvent, RegisterRecord
from duban_site.registers.queries.record_references import find_dangling_references, make_missing_finder
from duban_site.registers.sealed_values import find_unsealed_values
from duban_site.registers.summary import update_summary
from duban_site.registers.working_days import working_days

BATCH_SIZE = 1000


@dataclass(frozen=True, slots=True)
class EventTiming:
    """When an event is recorded (default: now) and from which day it takes effect (that day)."""

    at: dt.datetime | None = None
    effective: dt.date | None = None
    serial: int | None = None
    """The latest event that the form knew of; a later one in the record is a conflict."""

    @property
    def recording_time(self) -> dt.datetime:
        """The time of recording: as given, else now."""
        return self.at or now()


RECORDED_NOW = EventTiming()


@dataclass(slots=True)
class LockedRecord:
    """A locked record with everything that the rules need."""

    row: RegisterRecord
    declaration: Declaration
    events: list[Event]
    record: Record
    bodies: RecordBodies
    body_directory: BodyDirectory = field(default_factory=BodyDirectory)


def lock_record(actor: Actor, record: RegisterRecord, body_directory: BodyDirectory | None = None) -> LockedRecord:
    """Lock and load a record. Raises PermissionDenied for an actor who may not write to it."""
    query = RegisterRecord.objects.select_for_update(of=("self",)).select_related("register")
    row = query.get(pk=record.pk)
    policy.require(actor, "registers.write_record", row)
    declaration = row.register.declaration
    events = load_events(declaration, row)
    current_record = fold(declaration, events)
    assert current_record is not None  # noqa: S101 # every row has its creation
    directory = body_directory or BodyDirectory()
    return LockedRecord(
        row, declaration, events, current_record, directory.find_record_bodies(declaration, current_record), directory
    )


@transaction.atomic
def record_event(
    actor: Actor,
    record: RegisterRecord,
    event_type: type[Event],
    /,
    *,
    timing: EventTiming = RECORDED_NOW,
    action: str,
    **event_fields: Any,
) -> RegisterEvent:
    """Validate and append an event. Raises Declined with the rules' reasons, Conflict."""
    locked_record = lock_record(actor, record)
    if timing.serial is not None and timing.serial != locked_record.record.serial:
        raise Conflict(_("这条记录刚有别的变动；请刷新后重做。"))
    event = build_next_event(
        actor, locked_record, event_type, timing.recording_time, effective=timing.effective, **event_fields
    )
    stored_event = append_event(actor, locked_record, event)
    log_event(actor, action, locked_record.row, serial=event.serial, digest=hash_event_json(stored_event.data))
    return stored_event


def build_next_event(
    actor: Actor, locked_record: LockedRecord, event_type: type[Event], recorded_at: dt.datetime, /, **event_fields: Any
) -> Event:
    """Build and validate the record's next event. Raises Declined with the rules' reasons."""
    event = event_type(
        record=locked_record.row.number,
        serial=locked_record.record.serial + 1,
        at=recorded_at,
        actor=format_actor_name(actor),
        version=locked_record.declaration.version,
        **event_fields,
    )
    actor_rights = resolve_rights(actor, locked_record.row.register, locked_record.bodies)
    refusals = propose(locked_record.declaration, locked_record.record, event, actor_rights, working_days())
    dangling_refusals = find_dangling_references(
        locked_record.declaration, locked_record.record, event, make_missing_finder(locked_record.body_directory)
    )
    if refusals := (*refusals, *find_unsealed_values(locked_record.declaration, event), *dangling_refusals):
        raise Declined(refusals)
    return event


def append_event(actor: Actor, locked_record: LockedRecord, event: Event) -> RegisterEvent:
    """Append a validated event, and update the record's summary row and shares."""
    locked_record.events.append(event)
    current_record = fold(locked_record.declaration, locked_record.events)
    assert current_record is not None  # noqa: S101 # it has its creation
    locked_record.record = current_record
    stored_event = insert_event(actor, locked_record.row, locked_record.declaration, event)
    bodies = update_summary(
        locked_record.row,
        locked_record.declaration,
        current_record,
        to_local_date(event.at),
        working_days(),
        locked_record.body_directory,
    )
    locked_record.row.save()
    locked_record.row.others.set(bodies.mentioned)
    locked_record.bodies = bodies
    write_shares(locked_record.row.register, [(locked_record.row, locked_record.events)])
    return stored_event


def append_events(actor: Actor, locked_record: LockedRecord, events: Sequence[Event]) -> None:
    """Append validated events of one record; its row and shares are written only once."""
    locked_record.events.extend(events)
    locked_record.bodies = write_history(
        actor, locked_record.row, locked_record.declaration, locked_record.events, events, locked_record.body_directory
    )
    write_shares(locked_record.row.register, [(locked_record.row, locked_record.events)])


def write_history(
    actor: Actor,
    row: RegisterRecord,
    declaration: Declaration,
    history: Sequence[Event],
    new_events: Sequence[Event],
    body_directory: BodyDirectory,
) -> RecordBodies:
    """Write a record's row from its full history, and insert the new events in one go."""
    record = fold(declaration, history)
    assert record is not None  # noqa: S101 # it has its creation
    bodies = update_summary(row, declaration, record, to_local_date(new_events[-1].at), working_days(), body_directory)
    row.save()
    row.others.set(bodies.mentioned)
    rows_with_personal = [build_event_row(actor, row, declaration, event) for event in new_events]
    RegisterEvent.objects.bulk_create(
        [stored_event for stored_event, _personal_values in rows_with_personal], BATCH_SIZE
    )
    personal_rows = (
        build_personal_row(declaration, stored_event, personal_values)
        for stored_event, personal_values in rows_with_personal
        if personal_values
    )
    Personal.objects.bulk_create(personal_rows, BATCH_SIZE)
    return bodies


def insert_event(actor: Actor, row: RegisterRecord, declaration: Declaration, event: Event) -> RegisterEvent:
    """Insert an event's row, and its personal values in a row of their own."""
    stored_event, personal_values = build_event_row(actor, row, declaration, event)
    stored_event.save()
    if personal_values:
        build_personal_row(declaration, stored_event, personal_values).save()
    return stored_event


def build_personal_row(declaration: Declaration, event: RegisterEvent, personal_values: dict[str, Any]) -> Personal:
    """The row of an event's personal values, with the hash that identifies the same caller."""
    caller_hash = hash_caller(declaration, personal_values)
    return Personal(event=event, record=event.record, values=personal_values, caller=caller_hash)


def build_event_row(
    actor: Actor, row: RegisterRecord, declaration: Declaration, event: Event
) -> tuple[RegisterEvent, dict[str, Any]]:
    """An event's unsaved row, and its personal values, which are stored separately."""
    event_json, personal_values = split_personal_values(declaration, event)
    stored_event = RegisterEvent(
        register_id=row.register_id,
        record=row,
        serial=event.serial,
        kind=event_json["event"],
        at=event.at,
        day=event.day,
        actor=event.actor,
        by=as_person(actor),
        data=event_json,
    )
    return stored_event, personal_values


def hash_event_json(event_json: dict[str, Any]) -> str:
    """Hash an event as stored; the log keeps it, so the log's chain also protects the events."""
    canonical_text = json.dumps(event_json, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical_text.encode()).hexdigest()


def insert_record(
    actor: Actor, register: Register, event: Created, body_directory: BodyDirectory | None = None
) -> RegisterRecord:
    """Validate a creation event and insert its record. Raises Declined."""
    declaration, directory = register.declaration, body_directory or BodyDirectory()
    first_state = _fold_creation(declaration, event)
    bodies = directory.find_record_bodies(declaration, first_state) if first_state is not None else None
    actor_rights = resolve_rights(actor, register, bodies)
    refusals = propose(declaration, None, event, actor_rights, working_days())
    dangling_refusals = find_dangling_references(declaration, None, event, make_missing_finder(directory))
    if refusals := (*refusals, *find_unsealed_values(declaration, event), *dangling_refusals):
        raise Declined(refusals)
    assert first_state is not None  # noqa: S101 # what was accepted can be folded
    row = RegisterRecord(register=register, number=event.record)
    named_bodies = update_summary(row, declaration, first_state, to_local_date(event.at), working_days(), directory)
    row.save(force_insert=True)
    if named_bodies.mentioned:
        row.others.set(named_bodies.mentioned)
    stored_event = insert_event(actor, row, declaration, event)
    write_shares(register, [(row, [event])])
    log_event(actor, "registers.create", row, serial=1, digest=hash_event_json(stored_event.data))
    return row


def _fold_creation(declaration: Declaration, event: Created) -> Record | None:
    try:
        return fold(declaration, [event])
    except KeyError:  # an unknown field or stage: the rules report which
        return None
