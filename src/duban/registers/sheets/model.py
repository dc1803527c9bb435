"""Sheets without a file format: headings, and rows of values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from duban.registers.declaration import Declaration, Rows
from duban.registers.errors import Problem
from duban.registers.field import Field
from duban.registers.headings import ADDED, CLOSED, CREATED, ID, ROW, STAGE
from duban.registers.record import Record
from duban.registers.values import Point, Value
from duban.registers.viewing import exportable

#: The most rows of all sheets of one file together.
LARGEST = 200_000


class SheetError(ValueError):
    """A file that is refused, with every problem by sheet, row and column."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its headings, its rows (None where a cell is empty)."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    carried: tuple[tuple[str, int, int], ...] = ()
    """(heading, first row, last row) of merged cells whose value is repeated down; rows from 1."""


def columns(fields: Iterable[Field]) -> list[Field]:
    """The fields of a sheet: those in use that may be exported."""
    return [field for field in fields if exportable(field) and field.retired is None]


def sheet_name(group: Rows) -> str:
    """The name of the sheet of sub-rows; Excel allows 31 characters and none of these."""
    return "".join("_" if c in r"[]:*?/\'" else c for c in group.label)[:31]


def sheets_of(declaration: Declaration, records: Iterable[Record]) -> tuple[Sheet, ...]:
    """The records as sheets: the first of the records, then one for each list of sub-rows."""
    listed = list(records)
    main = _main(declaration, listed)
    return (main, *(_rows(group, listed) for group in declaration.rows))


def main_name(declaration: Declaration) -> str:
    """The name of the sheet of records."""
    return "".join("_" if c in r"[]:*?/\'" else c for c in declaration.name)[:31]


def _main(declaration: Declaration, records: list[Record]) -> Sheet:
    fields = columns(declaration.fields)
    headings = (ID, STAGE, CREATED, *(field.heading for field in fields))
    rows = tuple(
        (
            record.id,
            declaration.stage(record.stage).label,
            record.created,
            *(cell(record.values.get(field.key)) for field in fields),
        )
        for record in records
    )
    return Sheet(main_name(declaration), headings, rows)


def _rows(group: Rows, records: list[Record]) -> Sheet:
    fields = columns(group.fields)
    headings = (ID, ROW, ADDED, *(field.heading for field in fields))
    rows = []
    for record in records:
        for row in record.rows.get(group.key, {}).values():
            values = (cell(row.values.get(field.key)) for field in fields)
            cells = [record.id, row.id, row.added, *values]
            rows.append((*cells, row.closed) if group.closes else tuple(cells))
    return Sheet(sheet_name(group), (*headings, CLOSED) if group.closes else headings, tuple(rows))


def cell(value: Value) -> Any:
    """A value as a cell: yes and no in words, a point as text; the rest as it is."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if isinstance(value, Point) else value
