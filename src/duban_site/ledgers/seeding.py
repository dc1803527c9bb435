"""Whole histories written at once: for the demonstration, tests and benchmarks, never for pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from duban.register import Event, fold
from duban_site.clock import today
from duban_site.ledgers.actions.happen import personal_of
from duban_site.ledgers.actions.share import share
from duban_site.ledgers.days import days
from duban_site.ledgers.duties import Names
from duban_site.ledgers.history import stored
from duban_site.ledgers.models import Ledger, LedgerEvent, LedgerRecord, Personal
from duban_site.ledgers.summary import summarise

BATCH = 1000


@transaction.atomic
def seed_records(ledger: Ledger, histories: Iterable[Sequence[Event]]) -> int:
    """Write histories that the library found legal, summaries and all. Says how many."""
    declaration, names = ledger.declaration, Names()
    rows, others, written = [], [], []
    for events in histories:
        record = fold(declaration, events)
        assert record is not None  # noqa: S101 # a history begins with its creation
        row = LedgerRecord(ledger=ledger, number=record.id)
        units = summarise(row, declaration, record, max(today(), record.day), days(), names)
        rows.append(row)
        others.append(units.others)
        written.append(events)
    LedgerRecord.objects.bulk_create(rows, BATCH)
    through = LedgerRecord.others.through
    through.objects.bulk_create(
        through(ledgerrecord_id=row.pk, unit_id=unit.pk)
        for row, units in zip(rows, others, strict=True)
        for unit in units
    )
    _events(ledger, rows, written)
    told = list(zip(rows, written, strict=True))
    for start in range(0, len(told), BATCH):
        share(ledger, told[start : start + BATCH])
    ledger.counter += len(rows)
    ledger.save(update_fields=["counter"])
    return len(rows)


def _events(
    ledger: Ledger, rows: Sequence[LedgerRecord], histories: Sequence[Sequence[Event]]
) -> None:
    declaration = ledger.declaration
    made, apart = [], []
    for row, events in zip(rows, histories, strict=True):
        for event in events:
            data, personal = stored(declaration, event)
            made.append(
                LedgerEvent(
                    ledger=ledger,
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
    LedgerEvent.objects.bulk_create(made, BATCH)
    Personal.objects.bulk_create(
        (
            personal_of(declaration, event, values)
            for event, values in zip(made, apart, strict=True)
            if values
        ),
        BATCH,
    )
