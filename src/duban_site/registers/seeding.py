"""Write full histories at once: for the demonstration, tests and benchmarks, never for pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from duban.registers import Event, fold
from duban_site.core.clock import today
from duban_site.registers.actions.happen import personal_of
from duban_site.registers.actions.share import share
from duban_site.registers.days import days
from duban_site.registers.duties import Names
from duban_site.registers.history import stored
from duban_site.registers.models import Personal, Register, RegisterEvent, RegisterRecord
from duban_site.registers.summary import summarise

BATCH = 1000


@transaction.atomic
def seed_records(register: Register, histories: Iterable[Sequence[Event]]) -> int:
    """Write valid histories with their summary rows and shares; gives the number of records."""
    declaration, names = register.declaration, Names()
    rows, others, written = [], [], []
    for events in histories:
        record = fold(declaration, events)
        assert record is not None  # noqa: S101 # a history begins with its creation
        row = RegisterRecord(register=register, number=record.id)
        bodies = summarise(row, declaration, record, max(today(), record.day), days(), names)
        rows.append(row)
        others.append(bodies.others)
        written.append(events)
    RegisterRecord.objects.bulk_create(rows, BATCH)
    through = RegisterRecord.others.through
    through.objects.bulk_create(
        through(registerrecord_id=row.pk, body_id=body.pk)
        for row, bodies in zip(rows, others, strict=True)
        for body in bodies
    )
    _events(register, rows, written)
    told = list(zip(rows, written, strict=True))
    for start in range(0, len(told), BATCH):
        share(register, told[start : start + BATCH])
    register.counter += len(rows)
    register.save(update_fields=["counter"])
    return len(rows)


def _events(
    register: Register, rows: Sequence[RegisterRecord], histories: Sequence[Sequence[Event]]
) -> None:
    declaration = register.declaration
    made, apart = [], []
    for row, events in zip(rows, histories, strict=True):
        for event in events:
            data, personal = stored(declaration, event)
            made.append(
                RegisterEvent(
                    register=register,
                    record=row,
                    serial=event.serial,
                    kind=data["event"],
                    at=event.at,
                    day=event.day,
                    actor=event.actor,
                    data=data,
                )
            )
            apart.append(personal)
    RegisterEvent.objects.bulk_create(made, BATCH)
    Personal.objects.bulk_create(
        (
            personal_of(declaration, event, values)
            for event, values in zip(made, apart, strict=True)
            if values
        ),
        BATCH,
    )
