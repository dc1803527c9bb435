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
from duban.registers.sheets import (
    Sheet,
    SheetError,
    SheetImport,
    get_record_sheet_name,
    list_exported_fields,
    read_sheets,
)
from duban.workbooks import normalise_heading
from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.clock import now
from duban_site.core.errors import Refused
from duban_site.jobs.differences import Differences, list_reading_notices, require_confirmed
from duban_site.registers.actions.create_record import take_next_number
from duban_site.registers.actions.record_event import BATCH_SIZE, write_history
from duban_site.registers.actions.update_shares import write_shares
from duban_site.registers.duties import BodyDirectory, resolve_rights
from duban_site.registers.errors import InvalidInput
from duban_site.registers.history import load_events
from duban_site.registers.models import Register, RegisterRecord
from duban_site.registers.queries.record_references import make_missing_finder
from duban_site.registers.sheet_changes import list_changes
from duban_site.registers.working_days import working_days

IMPORT_DUTIES = frozenset({Duty.KEEPER, Duty.OFFICE})


@dataclass(frozen=True, slots=True)
class FileReading:
    """The events of a file, and the current state of the records that it names."""

    sheet_import: SheetImport
    rows: dict[str, RegisterRecord]
    history_by_number: dict[str, list[Event]]
    records: dict[str, Record]


def compare_sheets(actor: Actor, register: Register, sheets: Sequence[Sheet]) -> Differences:
    """What a file would change, cell by cell. Raises InvalidInput with every problem."""
    _require_import_right(actor, register)
    reading = _read_file(actor, register, sheets, BodyDirectory(), clear_empty=False)
    carried_cells = [carried_cell for sheet in sheets for carried_cell in sheet.carried_cells]
    missing_columns = _find_missing_columns(register.declaration, sheets)
    changes = list_changes(register.declaration, reading.sheet_import, reading.records)
    return Differences(list(changes), list_reading_notices(missing_columns, (), carried_cells))


@transaction.atomic
def import_sheets(
    actor: Actor,
    register: Register,
    sheets: Sequence[Sheet],
    *,
    file: tuple[str, bytes],
    clear_empty: bool = False,
    confirmed: str,
) -> SheetImport:
    """Import a file's sheets. Raises InvalidInput with every problem by sheet, row and column.

    An empty cell leaves the value as it is, unless `clear_empty` is set. `confirmed` is the digest
    of the differences that somebody confirmed. Raises Conflict where they have changed since.
    """
    _require_import_right(actor, register)
    locked_register = Register.objects.select_for_update(no_key=True).get(pk=register.pk)
    require_confirmed(compare_sheets(actor, locked_register, sheets), confirmed)
    body_directory = BodyDirectory()
    locked_register.refresh_from_db()
    reading = _read_file(actor, locked_register, sheets, body_directory, clear_empty=clear_empty, lock=True)
    import_result = reading.sheet_import
    _write_events(actor, locked_register, import_result.events, reading.rows, reading.history_by_number, body_directory)
    locked_register.counter += import_result.new
    locked_register.save(update_fields=["counter"])
    counts = {"new": import_result.new, "changed": import_result.changed, "events": len(import_result.events)}
    file_name, file_bytes = file
    sha256 = hashlib.sha256(file_bytes).hexdigest()
    log_event(actor, "registers.import", locked_register, file=file_name, sha256=sha256, **counts)
    return import_result


def _require_import_right(actor: Actor, register: Register) -> None:
    policy.require(actor, "registers.write", register)
    if not resolve_rights(actor, register).has_duty_among(IMPORT_DUTIES):
        raise Refused(_("只有台账管理员和督查室可以导入整张表；请在记录页逐条填写。"))


def _read_file(
    actor: Actor,
    register: Register,
    sheets: Sequence[Sheet],
    body_directory: BodyDirectory,
    *,
    clear_empty: bool,
    lock: bool = False,
) -> FileReading:
    declaration, read_at = register.declaration, now()
    row_by_number = _load_rows(register, sheets, lock)
    history_by_number = {row.number: load_events(declaration, row) for row in row_by_number.values()}
    folded_by_number = {number: fold(declaration, events) for number, events in history_by_number.items()}
    record_by_number = {number: record for number, record in folded_by_number.items() if record is not None}
    try:
        import_result = read_sheets(
            declaration,
            tuple(sheets),
            record_by_number,
            resolve_rights(actor, register),
            read_at,
            working_days(),
            new_id=lambda: take_next_number(register, read_at.year),
            find_missing=make_missing_finder(body_directory),
            clear_empty=clear_empty,
        )
    except SheetError as error:
        raise InvalidInput(error.notices) from error
    return FileReading(import_result, row_by_number, history_by_number, record_by_number)


def _find_missing_columns(declaration: Declaration, sheets: Sequence[Sheet]) -> list[str]:
    """The headings that the main sheet could have but lacks."""
    main_sheet = next((sheet for sheet in sheets if sheet.name == get_record_sheet_name(declaration)), sheets[0])
    present_keys = {normalise_heading(heading) for heading in main_sheet.headings}
    return [
        column.heading
        for column in list_exported_fields(declaration.fields)
        if normalise_heading(column.heading) not in present_keys
    ]


def _load_rows(register: Register, sheets: Sequence[Sheet], lock: bool) -> dict[str, RegisterRecord]:
    """Load only the records that the file names, by number; locked where they are to be written."""
    records = RegisterRecord.objects.filter(register=register)
    records = records.select_for_update() if lock else records
    record_numbers = {_normalise_number(cell) for sheet in sheets for cell in _id_cells(sheet)}
    numbers, row_by_number = sorted(record_numbers - {""}), dict[str, RegisterRecord]()
    for start in range(0, len(numbers), BATCH_SIZE):
        chunk = numbers[start : start + BATCH_SIZE]
        query = records.filter(number__in=chunk)
        row_by_number |= {row.number: row for row in query}
    return row_by_number


def _id_cells(sheet: Sheet) -> list[Any]:
    if ID not in sheet.headings:
        return []
    column_index = sheet.headings.index(ID)
    return [row[column_index] for row in sheet.rows]


def _normalise_number(cell: Any) -> str:
    return "" if cell is None else str(cell).strip().removesuffix(".0")


def _write_events(
    actor: Actor,
    register: Register,
    events: list[Event],
    row_by_number: dict[str, RegisterRecord],
    history_by_number: dict[str, list[Event]],
    body_directory: BodyDirectory,
) -> None:
    """Append the events record by record, then write each record's row once."""
    declaration = register.declaration
    events_by_number: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        events_by_number[event.record].append(event)
    rows_with_history = []
    for number, new_events in events_by_number.items():
        row = row_by_number.get(number) or RegisterRecord(register=register, number=number)
        row.register = register
        history = [*history_by_number.get(number, []), *new_events]
        write_history(actor, row, declaration, history, new_events, body_directory)
        rows_with_history.append((row, history))
    for start in range(0, len(rows_with_history), BATCH_SIZE):
        write_shares(register, rows_with_history[start : start + BATCH_SIZE])
