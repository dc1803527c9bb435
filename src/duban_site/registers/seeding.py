"""Write full histories at once: for the demonstration, tests and benchmarks, never for pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from duban.registers import Event, fold
from duban_site.core.clock import today
from duban_site.registers.actions.record_event import build_personal_row
from duban_site.registers.actions.update_shares import write_shares
from duban_site.registers.duties import BodyDirectory
from duban_site.registers.history import split_personal_values
from duban_site.registers.models import Personal, Register, RegisterEvent, RegisterRecord
from duban_site.registers.summary import update_summary
from duban_site.registers.working_days import working_days

BATCH_SIZE = 1000


@transaction.atomic
def seed_records(register: Register, histories: Iterable[Sequence[Event]]) -> int:
    """Write valid histories with their summary rows and shares; gives the number of records."""
    declaration, body_directory = register.declaration, BodyDirectory()
    rows, named_bodies, seeded_histories = [], [], []
    for events in histories:
        record = fold(declaration, events)
        assert record is not None  # noqa: S101 # a history begins with its creation
        row = RegisterRecord(register=register, number=record.id)
        bodies = update_summary(row, declaration, record, max(today(), record.day), working_days(), body_directory)
        rows.append(row)
        named_bodies.append(bodies.mentioned)
        seeded_histories.append(events)
    RegisterRecord.objects.bulk_create(rows, BATCH_SIZE)
    link_model = RegisterRecord.others.through
    link_model.objects.bulk_create(
        link_model(registerrecord_id=row.pk, body_id=body.pk)
        for row, bodies in zip(rows, named_bodies, strict=True)
        for body in bodies
    )
    _seed_events(register, rows, seeded_histories)
    rows_with_events = list(zip(rows, seeded_histories, strict=True))
    for start in range(0, len(rows_with_events), BATCH_SIZE):
        write_shares(register, rows_with_events[start : start + BATCH_SIZE])
    register.counter += len(rows)
    register.save(update_fields=["counter"])
    return len(rows)


def _seed_events(register: Register, rows: Sequence[RegisterRecord], histories: Sequence[Sequence[Event]]) -> None:
    declaration = register.declaration
    event_rows, personal_by_event = [], []
    for row, events in zip(rows, histories, strict=True):
        for event in events:
            event_json, personal_values = split_personal_values(declaration, event)
            event_rows.append(
                RegisterEvent(
                    register=register,
                    record=row,
                    serial=event.serial,
                    kind=event_json["event"],
                    at=event.at,
                    day=event.day,
                    actor=event.actor,
                    data=event_json,
                )
            )
            personal_by_event.append(personal_values)
    RegisterEvent.objects.bulk_create(event_rows, BATCH_SIZE)
    Personal.objects.bulk_create(
        (
            build_personal_row(declaration, event, values)
            for event, values in zip(event_rows, personal_by_event, strict=True)
            if values
        ),
        BATCH_SIZE,
    )
