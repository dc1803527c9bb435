"""Reads a filled file as the events that it requests, all or none."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from duban.notices import Notice, NoticeError, Place, make_notice
from duban.registers import events as event_types
from duban.registers.check_event import propose
from duban.registers.days import Days
from duban.registers.declaration import Declaration, RowGroup
from duban.registers.events import Event
from duban.registers.field import Field, FieldType
from duban.registers.folding import advance, fold
from duban.registers.headings import ADDED, CLOSED, CREATED, ID, ROW, STAGE
from duban.registers.reading_values import read_value
from duban.registers.record import Record, Row
from duban.registers.references import FindMissing, iterate_references, refuse_reference
from duban.registers.rights import Rights
from duban.registers.sheets.model import (
    Sheet,
    SheetError,
    get_record_sheet_name,
    get_row_sheet_name,
    list_imported_fields,
)
from duban.registers.values import Value
from duban.workbooks import normalise_heading


@dataclass(frozen=True, slots=True)
class EmptiedCell:
    """A cell that is empty in the file, and the current value that was not cleared."""

    place: Place
    record: str
    field: Field
    value: Value
    row: str = ""
    """The sub-row's id, where the cell is of one."""


@dataclass(slots=True)
class SheetImport:
    """The result of reading a file: its events in order, and the records after them."""

    events: list[Event] = dataclasses.field(default_factory=list)
    places: list[Place] = dataclasses.field(default_factory=list)
    """For each event, the sheet and row that request it."""
    records: dict[str, Record] = dataclasses.field(default_factory=dict)
    new: int = 0
    changed: int = 0
    same: int = 0
    emptied: list[EmptiedCell] = dataclasses.field(default_factory=list)


def read_sheets(
    declaration: Declaration,
    sheets: tuple[Sheet, ...],
    records: Mapping[str, Record],
    rights: Rights,
    recorded_at: dt.datetime,
    days: Days,
    *,
    new_id: Callable[[], str],
    stage_may_differ: bool = False,
    find_missing: FindMissing | None = None,
    clear_empty: bool = True,
) -> SheetImport:
    """The events that change `records` (the current ones, by id) into what the sheets say.

    A row without 记录编号 is a new record, named by `new_id`; one whose 记录编号 is not among the
    records is new under that id (an old ledger). Records that the file does not name stay, and so
    do the fields of columns that it does not have. A changed stage is a problem: records are moved
    on their page. `find_missing` gives the bodies and records referred to that do not exist; a
    record of the file itself exists; without it references are not checked. With `clear_empty` an
    empty cell clears the field of an existing record. Raises SheetError with every problem, by
    sheet, row and column; then nothing may be written.
    """
    reader = _SheetReader(declaration, records, rights, recorded_at, days, new_id, stage_may_differ)
    reader.clear_empty = clear_empty
    sheet_by_name = {sheet.name: sheet for sheet in sheets}
    record_sheet = sheet_by_name.pop(get_record_sheet_name(declaration), None)
    if record_sheet is None and len(sheets) == 1 and not declaration.rows:
        record_sheet, sheet_by_name = sheets[0], {}
    if record_sheet is not None:
        reader.main(record_sheet)
    for group in declaration.rows:
        if (sheet := sheet_by_name.pop(get_row_sheet_name(group), None)) is not None:
            reader.rows(sheet, group)
    reader.unknown(sheet_by_name)
    if find_missing is not None:
        reader.check_references(find_missing)
    if reader.problems:
        raise SheetError(reader.problems)
    return reader.done()


class _SheetReader:
    def __init__(
        self,
        declaration: Declaration,
        records: Mapping[str, Record],
        rights: Rights,
        recorded_at: dt.datetime,
        days: Days,
        new_id: Callable[[], str],
        stage_may_differ: bool,
    ) -> None:
        self.declaration, self.rights, self.at, self.days = declaration, rights, recorded_at, days
        self.before, self.new_id, self.stage_may_differ = records, new_id, stage_may_differ
        self.after: dict[str, Record] = {}
        self.row_record_ids: set[str] = set()
        self.changed: set[str] = set()
        self.problems: list[Notice] = []
        self.clear_empty, self.emptied = True, list[EmptiedCell]()
        self.events: list[Event] = []
        self.places: list[Place] = []
        self.references: list[tuple[Place, Field, str]] = []

    def add_problem(self, place: Place, code: str, /, **parameters: object) -> None:
        self.problems.append(make_notice(code, place, **parameters))

    def done(self) -> SheetImport:
        new_count = sum(record_id not in self.before for record_id in self.after)
        changed_count = len(self.changed) - new_count
        same_count = len(self.row_record_ids) - new_count - changed_count
        return SheetImport(self.events, self.places, self.after, new_count, changed_count, same_count, self.emptied)

    def unknown(self, sheets: Iterable[str]) -> None:
        """Report sheets that do not belong to the register."""
        group_names = (get_row_sheet_name(group) for group in self.declaration.rows)
        names = (get_record_sheet_name(self.declaration), *group_names)
        for name in sheets:
            self.add_problem(Place(sheet=name), "sheet_unknown", names=names)

    def check_references(self, find_missing: FindMissing) -> None:
        """Look up all references of the file, field by field, and report those to nothing."""
        values_by_field: dict[Field, set[str]] = {}
        for _, field, value in self.references:
            values_by_field.setdefault(field, set()).add(value)
        missing_by_field = {
            field: {*find_missing(field, frozenset(values))} for field, values in values_by_field.items()
        }
        for place, field, value in self.references:
            is_new_record = field.register == self.declaration.id and value in self.after
            if value in missing_by_field[field] and not is_new_record:
                self.problems.append(refuse_reference(field, value).move_to(place))

    def _find_record(self, record_id: str) -> Record | None:
        return self.after.get(record_id) or self.before.get(record_id)

    def main(self, sheet: Sheet) -> None:
        """The sheet of records."""
        fields = list_imported_fields(self.declaration.fields)
        for place, cells in self._iterate_rows(sheet, [ID, STAGE, CREATED], fields, [ID]):
            record_id = _read_text(cells.pop(ID, None)) or self.new_id()
            stage = self._read_stage(place, cells.pop(STAGE, None))
            created = self._read_date(place, CREATED, cells.pop(CREATED, None))
            values = self._read_values(place, cells, fields)
            if record_id in self.row_record_ids:
                self.add_problem(place.at_column(ID), "number_repeated", number=record_id)
                continue
            self.row_record_ids.add(record_id)
            record = self._find_record(record_id)
            if record is None:
                filled = {key: value for key, value in values.items() if value is not None}
                event_values: dict[str, Any] = {"values": filled, "stage": stage, "effective": created}
                self._add_event(place, record_id, event_types.Created, **event_values)
                continue
            self._check_same_date(place, CREATED, created, record.created)
            if stage not in (None, record.stage) and not self.stage_may_differ:
                self.add_problem(place.at_column(STAGE), "stage_in_sheet")
            self._edit_record(place, record, values)

    def _edit_record(self, place: Place, record: Record, values: dict[str, Value]) -> None:
        changed = self._select_changes(record.values, values)
        for field, value in self._iterate_uncleared(self.declaration.fields, record.values, values):
            self.emptied.append(EmptiedCell(place, record.id, field, value))
        if changed:
            self._add_event(place, record.id, event_types.Edited, values=changed)

    def _select_changes(self, current_values: Mapping[str, Value], sheet_values: dict[str, Value]) -> dict[str, Value]:
        """The values that differ; empty ones only with `clear_empty`."""
        changed = {key: value for key, value in sheet_values.items() if current_values.get(key) != value}
        if self.clear_empty:
            return changed
        return {key: value for key, value in changed.items() if value is not None}

    def _iterate_uncleared(
        self, fields: Iterable[Field], current_values: Mapping[str, Value], sheet_values: Mapping[str, Value]
    ) -> Iterator[tuple[Field, Value]]:
        """The fields that are empty in the file but not cleared, with their current values."""
        for field in () if self.clear_empty else fields:
            if (
                field.key in sheet_values
                and sheet_values[field.key] is None
                and current_values.get(field.key) is not None
            ):
                yield field, current_values[field.key]

    def rows(self, sheet: Sheet, group: RowGroup) -> None:
        """A sheet of sub-rows."""
        fields = list_imported_fields(group.fields)
        fixed_headings = [ID, ROW, ADDED, CLOSED] if group.closes else [ID, ROW, ADDED]
        row_keys: set[tuple[str, str]] = set()
        for place, cells in self._iterate_rows(sheet, fixed_headings, fields, [ID, ROW]):
            record_id, row_id = _read_text(cells.pop(ID, None)), _read_text(cells.pop(ROW, None))
            added, closed = (self._read_date(place, heading, cells.pop(heading, None)) for heading in (ADDED, CLOSED))
            values = self._read_values(place, cells, fields)
            if (record_id, row_id) in row_keys:
                self.add_problem(place.at_column(ROW), "row_repeated", number=record_id, row=row_id)
                continue
            row_keys.add((record_id, row_id))
            if self._find_record(record_id) is None:
                self.add_problem(place.at_column(ID), "record_of_row_missing", number=record_id)
            elif not row_id:
                self.add_problem(place.at_column(ROW), "row_number_not_filled")
            else:
                row_reference = {"rows": group.key, "row": row_id}
                self._edit_row(place, record_id, row_reference, values, added)
                if group.closes:
                    self._close_row(place, record_id, row_reference, closed)

    def _edit_row(
        self,
        place: Place,
        record_id: str,
        row_reference: dict[str, str],
        values: dict[str, Value],
        added: dt.date | None,
    ) -> None:
        row = self._find_row(record_id, row_reference)
        if row is None:
            filled = {field_key: new_value for field_key, new_value in values.items() if new_value is not None}
            self._add_event(place, record_id, event_types.RowAdded, **row_reference, values=filled, effective=added)
            return
        self._check_same_date(place, ADDED, added, row.added)
        changed = self._select_changes(row.values, values)
        group = next(field for field in self.declaration.rows if field.key == row_reference["rows"])
        for field, value in self._iterate_uncleared(group.fields, row.values, values):
            self.emptied.append(EmptiedCell(place, record_id, field, value, row.id))
        if changed:
            self._add_event(place, record_id, event_types.RowEdited, **row_reference, values=changed)

    def _close_row(self, place: Place, record_id: str, row_reference: dict[str, str], closed: dt.date | None) -> None:
        row = self._find_row(record_id, row_reference)
        if row is not None and closed != row.closed:
            if closed is None:
                self.add_problem(place.at_column(CLOSED), "row_closed_for_good")
            elif row.closed is not None:
                self.add_problem(place.at_column(CLOSED), "closing_day_in_sheet")
            else:
                self._add_event(place, record_id, event_types.RowClosed, **row_reference, effective=closed)

    def _find_row(self, record_id: str, row_reference: dict[str, str]) -> Row | None:
        record = self._find_record(record_id)
        return record.rows.get(row_reference["rows"], {}).get(row_reference["row"]) if record else None

    def _check_same_date(self, place: Place, column: str, sheet_date: dt.date | None, record_date: dt.date) -> None:
        if sheet_date not in (None, record_date):
            self.add_problem(place.at_column(column), "day_unchangeable", day=record_date)

    def _iterate_rows(
        self, sheet: Sheet, fixed_headings: list[str], fields: list[Field], required_headings: list[str]
    ) -> Iterator[tuple[Place, dict[str, Any]]]:
        """Each non-empty row: its place, and its cells by heading."""
        allowed_headings = {*fixed_headings, *(field.heading for field in fields)}
        sheet = _normalize_headings(sheet, allowed_headings)
        first_row = Place(sheet=sheet.name, line=1)
        for heading in sheet.headings:
            if heading not in allowed_headings:
                self.add_problem(first_row, "column_unknown", column=heading)
            elif sheet.headings.count(heading) > 1:
                self.add_problem(first_row, "column_repeated", column=heading)
        for heading in required_headings:
            if heading not in sheet.headings:
                self.add_problem(first_row, "column_missing", column=heading)
        if self.problems:
            return
        for row_number, row in enumerate(sheet.rows, start=2):
            if any(value is not None for value in row):
                yield Place(sheet=sheet.name, line=row_number), dict(zip(sheet.headings, row, strict=False))

    def _read_values(self, place: Place, cells: dict[str, Any], fields: list[Field]) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for field in fields:
            if field.heading in cells:
                try:
                    # Rules are applied to the event later; here only unreadable values fail.
                    values[field.key] = read_value(field, cells[field.heading], skip_rules=True)
                except NoticeError as error:
                    self.problems += [fault.move_to(place.at_column(field.heading)) for fault in error.notices]
        return values

    def _read_stage(self, place: Place, cell: Any) -> str | None:
        label = _read_text(cell)
        stage_key = next((candidate.key for candidate in self.declaration.stages if candidate.label == label), None)
        if label and stage_key is None:
            labels = tuple(stage.label for stage in self.declaration.stages)
            self.add_problem(place.at_column(STAGE), "stage_not_among", stage=label, stages=labels)
        return stage_key

    def _read_date(self, place: Place, column: str, cell: Any) -> dt.date | None:
        try:
            day = read_value(_DATE_FIELD, cell)
        except NoticeError as error:
            self.problems += [fault.move_to(place.at_column(column)) for fault in error.notices]
            return None
        return day if isinstance(day, dt.date) else None

    def _add_event(self, place: Place, record_id: str, event_type: Callable[..., Event], **fields: Any) -> None:
        record = self._find_record(record_id)
        event = event_type(
            record=record_id,
            serial=record.serial + 1 if record else 1,
            at=self.at,
            actor=self.rights.actor,
            version=self.declaration.version,
            **fields,
        )
        refusals = propose(self.declaration, record, event, self.rights, self.days)
        for refusal in refusals:
            labels = {field.key: field.heading for field in self.declaration.fields}
            labels |= {
                row_field.key: row_field.heading for group in self.declaration.rows for row_field in group.fields
            }
            self.problems.append(refusal.move_to(place.at_column(labels.get(refusal.place.field, ""))))
        if refusals:
            return
        for field, value in iterate_references(self.declaration, record, event):
            self.references.append((place.at_column(field.heading), field, value))
        advanced = advance(self.declaration, record, event, allow_late=True) if record else None
        record_after = advanced or fold(self.declaration, [event])
        assert record_after is not None  # noqa: S101 # one event is never nothing
        self.after[record_id] = record_after
        self.events.append(event)
        self.places.append(place)
        self.changed.add(record_id)


def _normalize_headings(sheet: Sheet, allowed_headings: Iterable[str]) -> Sheet:
    """The sheet with headings as the register writes them, ignoring spaces and line feeds."""
    heading_by_key = {normalise_heading(name): name for name in allowed_headings}
    return replace(
        sheet, headings=tuple(heading_by_key.get(normalise_heading(heading), heading) for heading in sheet.headings)
    )


def _read_text(cell: Any) -> str:
    text = "" if cell is None else str(cell).strip()
    return text.removesuffix(".0")


_DATE_FIELD = Field("closed", CLOSED, "Closed", FieldType.DATE)
