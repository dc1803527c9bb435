"""Import a filled workbook or CSV: all rows, or none with every fault reported."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duban.registers import Declaration, Duty, Event, Record, fold
from duban.registers.headings import ID
from duban.registers.sheets import Import, Sheet, SheetError, columns, main_name, read_sheets
from duban.workbooks import key
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log
from duban_site.core.clock import now
from duban_site.core.errors import Refused
from duban_site.jobs.differences import Differences, reading_notices, require_confirmed
from duban_site.registers.actions.create import next_number
from duban_site.registers.actions.happen import BATCH, chronicle
from duban_site.registers.actions.share import share
from duban_site.registers.days import days
from duban_site.registers.duties import Names, rights
from duban_site.registers.errors import Faulty
from duban_site.registers.history import events_of
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.choosing import missing
from duban_site.registers.sheet_changes import changes_of

IMPORTERS = frozenset({Duty.KEEPER, Duty.OFFICE})


@dataclass(frozen=True, slots=True)
class Reading:
    """The events of a file, and the current state of the records that it names."""

    found: Import
    rows: dict[str, RegisterRecord]
    histories: dict[str, list[Event]]
    records: dict[str, Record]


def compare_sheets(actor: Actor, register: Register, sheets: Sequence[Sheet]) -> Differences:
    """What a file would change, cell by cell. Raises InvalidInput with every problem."""
    _require(actor, register)
    reading = _read(actor, register, sheets, Names(), clear=False)
    carried = [one for sheet in sheets for one in sheet.carried]
    missing = _missing(register.declaration, sheets)
    changes = changes_of(register.declaration, reading.found, reading.records)
    return Differences(list(changes), reading_notices(missing, (), carried))


@transaction.atomic
def import_sheets(
    actor: Actor,
    register: Register,
    sheets: Sequence[Sheet],
    *,
    file: tuple[str, bytes],
    clear: bool = False,
    confirmed: str,
) -> Import:
    """Import a file's sheets. Raises InvalidInput with every problem by sheet, row and column.

    An empty cell leaves the value as it is, unless `clear_empty` is set. `confirmed` is the digest
    of the differences that somebody confirmed. Raises Conflict where they have changed since.
    """
    _require(actor, register)
    held = Register.objects.select_for_update(no_key=True).get(pk=register.pk)
    require_confirmed(compare_sheets(actor, held, sheets), confirmed)
    names = Names()
    held.refresh_from_db()
    reading = _read(actor, held, sheets, names, clear=clear, lock=True)
    found = reading.found
    _write(actor, held, found.events, reading.rows, reading.histories, names)
    held.counter += found.new
    held.save(update_fields=["counter"])
    told = {"new": found.new, "changed": found.changed, "events": len(found.events)}
    name, data = file
    sha256 = hashlib.sha256(data).hexdigest()
    log(actor, "registers.import", held, file=name, sha256=sha256, **told)
    return found


def _require(actor: Actor, register: Register) -> None:
    policy.require(actor, "registers.write", register)
    if not rights(actor, register).may(IMPORTERS):
        raise Refused(_("只有台账管理员和督查室可以导入整张表；请在记录页逐条填写。"))


def _read(
    actor: Actor,
    register: Register,
    sheets: Sequence[Sheet],
    names: Names,
    *,
    clear: bool,
    lock: bool = False,
) -> Reading:
    declaration, at = register.declaration, now()
    rows = _rows(register, sheets, lock)
    histories = {row.number: events_of(declaration, row) for row in rows.values()}
    folded = {key: fold(declaration, events) for key, events in histories.items()}
    records = {key: record for key, record in folded.items() if record is not None}
    try:
        found = read_sheets(
            declaration,
            tuple(sheets),
            records,
            rights(actor, register),
            at,
            days(),
            new_id=lambda: next_number(register, at.year),
            missing=missing(names),
            clear=clear,
        )
    except SheetError as error:
        raise Faulty(error.problems) from error
    return Reading(found, rows, histories, records)


def _missing(declaration: Declaration, sheets: Sequence[Sheet]) -> list[str]:
    """The headings that the main sheet could have but lacks."""
    own = next((s for s in sheets if s.name == main_name(declaration)), sheets[0])
    said = {key(heading) for heading in own.headings}
    return [f.heading for f in columns(declaration.fields) if key(f.heading) not in said]


def _rows(register: Register, sheets: Sequence[Sheet], lock: bool) -> dict[str, RegisterRecord]:
    """Load only the records that the file names, by number; locked where they are to be written."""
    every = RegisterRecord.objects.filter(register=register)
    every = every.select_for_update() if lock else every
    named = {_id(cell) for sheet in sheets for cell in _column(sheet)}
    numbers, found = sorted(named - {""}), dict[str, RegisterRecord]()
    for start in range(0, len(numbers), BATCH):
        some = numbers[start : start + BATCH]
        query = every.filter(number__in=some)
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
