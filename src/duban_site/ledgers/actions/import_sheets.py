"""A filled workbook or CSV: every row taken in, or none and every fault told."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.register import Duty, Event, fold
from duban.register.headings import ID
from duban.register.sheets import Import, Sheet, SheetError, read_sheets
from duban_site.access.policy import policy
from duban_site.audit.log import log
from duban_site.clock import now
from duban_site.errors import Refused
from duban_site.ledgers.actions.create import next_number
from duban_site.ledgers.actions.happen import BATCH, chronicle
from duban_site.ledgers.actions.share import share
from duban_site.ledgers.days import days
from duban_site.ledgers.duties import Names, rights
from duban_site.ledgers.errors import Faulty
from duban_site.ledgers.history import events_of
from duban_site.ledgers.models import Ledger, LedgerRecord
from duban_site.ledgers.queries.choosing import missing
from duban_site.ledgers.uploads import sheets_in
from duban_site.people.actor import Actor

IMPORTERS = frozenset({Duty.KEEPER, Duty.OFFICE})


@transaction.atomic
def import_sheets(actor: Actor, ledger: Ledger, name: str, data: bytes) -> Import:
    """Take a file in. Raises Faulty with every problem by sheet, row and column."""
    policy.require(actor, "ledgers.write", ledger)
    held = Ledger.objects.select_for_update().get(pk=ledger.pk)
    own = rights(actor, held)
    if not own.may(IMPORTERS):
        raise Refused(_("只有台账管理员和督查室可以导入整张表；请在记录页逐条填写。"))
    at, names = now(), Names()
    try:
        sheets = sheets_in(name, data)
        rows = _rows(held, sheets)
        histories = {row.number: events_of(held.declaration, row) for row in rows.values()}
        folded = {key: fold(held.declaration, events) for key, events in histories.items()}
        found = read_sheets(
            held.declaration,
            sheets,
            {key: record for key, record in folded.items() if record is not None},
            own,
            at,
            days(),
            new_id=lambda: next_number(held, at.year),
            missing=missing(names),
        )
    except SheetError as error:
        raise Faulty(error.problems) from error
    _write(actor, held, found.events, rows, histories, names)
    held.counter += found.new
    held.save(update_fields=["counter"])
    told = {"new": found.new, "changed": found.changed, "events": len(found.events)}
    sha256 = hashlib.sha256(data).hexdigest()
    log(actor, "ledgers.import", held, file=name, sha256=sha256, **told)
    return found


def _rows(ledger: Ledger, sheets: tuple[Sheet, ...]) -> dict[str, LedgerRecord]:
    """The records that the file names, locked: never all of a large register."""
    named = {_id(cell) for sheet in sheets for cell in _column(sheet)}
    numbers, found = sorted(named - {""}), dict[str, LedgerRecord]()
    for start in range(0, len(numbers), BATCH):
        some = numbers[start : start + BATCH]
        query = LedgerRecord.objects.select_for_update().filter(ledger=ledger, number__in=some)
        found |= {row.number: row for row in query}
    return found


def _column(sheet: Sheet) -> list[Any]:
    if ID not in sheet.headings:
        return []
    place = sheet.headings.index(ID)
    return [row[place] for row in sheet.rows]


def _id(cell: Any) -> str:
    return "" if cell is None else str(cell).strip().removesuffix(".0")


def _write(
    actor: Actor,
    ledger: Ledger,
    events: list[Event],
    rows: dict[str, LedgerRecord],
    histories: dict[str, list[Event]],
    names: Names,
) -> None:
    """Append the events record by record, then write each record's row once."""
    declaration = ledger.declaration
    by_record: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_record[event.record].append(event)
    told = []
    for number, own in by_record.items():
        row = rows.get(number) or LedgerRecord(ledger=ledger, number=number)
        row.ledger = ledger
        whole = [*histories.get(number, []), *own]
        chronicle(actor, row, declaration, whole, own, names)
        told.append((row, whole))
    for start in range(0, len(told), BATCH):
        share(ledger, told[start : start + BATCH])
