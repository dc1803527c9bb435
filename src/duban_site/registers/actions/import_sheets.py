"""A filled workbook or CSV: every row taken in, or none and every fault told."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.registers import Duty, Event, fold
from duban.registers.headings import ID
from duban.registers.sheets import Import, Sheet, SheetError, read_sheets
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.clock import now
from duban_site.core.errors import Refused
from duban_site.registers.actions.create import next_number
from duban_site.registers.actions.happen import BATCH, chronicle
from duban_site.registers.actions.share import share
from duban_site.registers.days import days
from duban_site.registers.duties import Names, rights
from duban_site.registers.errors import Faulty
from duban_site.registers.history import events_of
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.choosing import missing
from duban_site.registers.uploads import sheets_in

IMPORTERS = frozenset({Duty.KEEPER, Duty.OFFICE})


@transaction.atomic
def import_sheets(
    actor: Actor, register: Register, name: str, data: bytes, *, clear: bool = False
) -> Import:
    """Take a file in. Raises Faulty with every problem by sheet, row and column.

    What is only empty in the file stays as it is, unless `clear` says to empty it.
    """
    policy.require(actor, "registers.write", register)
    held = Register.objects.select_for_update().get(pk=register.pk)
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
            clear=clear,
        )
    except SheetError as error:
        raise Faulty(error.problems) from error
    _write(actor, held, found.events, rows, histories, names)
    held.counter += found.new
    held.save(update_fields=["counter"])
    told = {"new": found.new, "changed": found.changed, "events": len(found.events)}
    sha256 = hashlib.sha256(data).hexdigest()
    log(actor, "registers.import", held, file=name, sha256=sha256, **told)
    return found


def _rows(register: Register, sheets: tuple[Sheet, ...]) -> dict[str, RegisterRecord]:
    """The records that the file names, locked: never all of a large register."""
    named = {_id(cell) for sheet in sheets for cell in _column(sheet)}
    numbers, found = sorted(named - {""}), dict[str, RegisterRecord]()
    for start in range(0, len(numbers), BATCH):
        some = numbers[start : start + BATCH]
        query = RegisterRecord.objects.select_for_update().filter(
            register=register, number__in=some
        )
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
    register: Register,
    events: list[Event],
    rows: dict[str, RegisterRecord],
    histories: dict[str, list[Event]],
    names: Names,
) -> None:
    """Append the events record by record, then write each record's row once."""
    declaration = register.declaration
    by_record: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_record[event.record].append(event)
    told = []
    for number, own in by_record.items():
        row = rows.get(number) or RegisterRecord(register=register, number=number)
        row.register = register
        whole = [*histories.get(number, []), *own]
        chronicle(actor, row, declaration, whole, own, names)
        told.append((row, whole))
    for start in range(0, len(told), BATCH):
        share(register, told[start : start + BATCH])
