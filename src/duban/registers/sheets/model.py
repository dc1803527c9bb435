"""Sheets without a file format: headings, and rows of values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from duban.notices import NoticeError
from duban.registers.declaration import Declaration, RowGroup
from duban.registers.field import Field
from duban.registers.headings import ADDED, CLOSED, CREATED, ID, ROW, STAGE
from duban.registers.masking import is_exportable
from duban.registers.record import Record
from duban.registers.values import Point, Value

#: The most rows of all sheets of one file together.
MAX_ROWS = 200_000


class SheetError(NoticeError):
    """A file that is refused, with every problem by sheet, row and column."""

    def __str__(self) -> str:
        return "\n".join(map(str, self.notices))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its headings, its rows (None where a cell is empty)."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    carried_cells: tuple[tuple[str, int, int], ...] = ()
    """(heading, first row, last row) of merged cells whose value is repeated down; rows from 1."""


def list_exported_fields(fields: Iterable[Field]) -> list[Field]:
    """The fields of a sheet: those in use that may be exported."""
    return [field for field in fields if is_exportable(field) and field.retired is None]


def list_imported_fields(fields: Iterable[Field]) -> list[Field]:
    """The fields that a filled sheet may have: those in use. A sealed one is filled on its page, where it is sealed."""
    return [field for field in fields if not field.sealed and field.retired is None]


def get_row_sheet_name(group: RowGroup) -> str:
    """The name of the sheet of sub-rows; Excel allows 31 characters and none of these."""
    return "".join("_" if character in r"[]:*?/\'" else character for character in group.label)[:31]


def build_sheets(declaration: Declaration, records: Iterable[Record]) -> tuple[Sheet, ...]:
    """The records as sheets: the first of the records, then one for each list of sub-rows."""
    record_list = list(records)
    record_sheet = _build_record_sheet(declaration, record_list)
    return (record_sheet, *(_build_row_sheet(group, record_list) for group in declaration.rows))


def build_blank_sheets(declaration: Declaration) -> tuple[Sheet, ...]:
    """Sheets to fill in with new records: every column that the import takes, personal ones too, and no row."""
    record_headings = (ID, STAGE, CREATED, *(field.heading for field in list_imported_fields(declaration.fields)))
    return (
        Sheet(get_record_sheet_name(declaration), record_headings, ()),
        *(
            Sheet(
                get_row_sheet_name(group),
                (ID, ROW, ADDED, *(field.heading for field in list_imported_fields(group.fields))),
                (),
            )
            for group in declaration.rows
        ),
    )


def get_record_sheet_name(declaration: Declaration) -> str:
    """The name of the sheet of records."""
    return "".join("_" if character in r"[]:*?/\'" else character for character in declaration.name)[:31]


def _build_record_sheet(declaration: Declaration, records: list[Record]) -> Sheet:
    fields = list_exported_fields(declaration.fields)
    headings = (ID, STAGE, CREATED, *(field.heading for field in fields))
    rows = tuple(
        (
            record.id,
            declaration.stage(record.stage).label,
            record.created,
            *(format_cell(record.values.get(field.key)) for field in fields),
        )
        for record in records
    )
    return Sheet(get_record_sheet_name(declaration), headings, rows)


def _build_row_sheet(group: RowGroup, records: list[Record]) -> Sheet:
    fields = list_exported_fields(group.fields)
    headings = (ID, ROW, ADDED, *(field.heading for field in fields))
    rows = []
    for record in records:
        for row in record.rows.get(group.key, {}).values():
            values = (format_cell(row.values.get(field.key)) for field in fields)
            cells = [record.id, row.id, row.added, *values]
            rows.append((*cells, row.closed) if group.closes else tuple(cells))
    return Sheet(get_row_sheet_name(group), (*headings, CLOSED) if group.closes else headings, tuple(rows))


def format_cell(value: Value) -> Any:
    """A value as a cell: yes and no in words, a point as text; the rest as it is."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if isinstance(value, Point) else value
