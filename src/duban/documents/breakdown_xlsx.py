"""Write the 目标任务分解表 as a workbook and read it back: both ways give the same rows."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, TypeVar

from duban.documents.breakdown_rows import (
    BREAKDOWN_COLUMNS,
    COLUMN_BY_HEADING,
    HEADING_BY_SYNONYM,
    BreakdownRow,
    build_row,
    list_cells,
)
from duban.documents.errors import MissingExtraError
from duban.isolation import IsolationError, isolate
from duban.notices import NoticeError, Place, Step, make_notice
from duban.workbooks import (
    HeadingMatch,
    carry_down,
    find_percent_cells,
    format_as_percent,
    make_headings_error,
    match_headings,
)
from duban.workbooks.merged_cells import CellRange
from duban.workbooks.percent_cells import CellPosition

T = TypeVar("T")

_FILE_PLACE = Place(line=1, steps=(Step("complete_file"),))
SHEET_NAME = "目标任务分解表"
MAX_HEADING_ROWS = 10
"""The headings are looked for in this many rows: offices put a title above them."""
MAX_CELL_LENGTH = 32_767
"""The longest text that a cell may hold (Excel specifications and limits)."""


class BreakdownError(NoticeError):
    """A table that cannot be imported; each of its notices has the row, from 1."""


def render_breakdown_xlsx(title: str, rows: list[BreakdownRow]) -> bytes:
    """The table as a workbook, with `title` above its headings."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError("XLSX", "documents") from error
    buffer = io.BytesIO()
    # What people wrote is only ever text: nothing in it may run as a formula or become a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(buffer, options)
    workbook.set_properties({"title": title, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
    _write_sheet(workbook, title, rows)
    workbook.close()
    return buffer.getvalue()


def _write_sheet(workbook: Any, title: str, rows: list[BreakdownRow]) -> None:
    cell_style = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8C8C8"}
    heading_format = workbook.add_format({**cell_style, "bold": True, "bg_color": "#EDEDED"})
    editable_format = workbook.add_format({**cell_style, "num_format": "@"})
    fixed_format = workbook.add_format({**cell_style, "num_format": "@", "font_color": "#5A5A5A"})
    sheet = workbook.add_worksheet(SHEET_NAME)
    sheet.write_string(0, 0, title, workbook.add_format({"bold": True, "font_size": 16}))
    for column_index, column in enumerate(BREAKDOWN_COLUMNS):
        sheet.set_column(column_index, column_index, column.width)
        sheet.write_string(1, column_index, column.heading, heading_format)
    for row_index, row in enumerate(rows, start=2):
        for column_index, (column, cell_text) in enumerate(zip(BREAKDOWN_COLUMNS, list_cells(row), strict=True)):
            sheet.write_string(
                row_index,
                column_index,
                cell_text[:MAX_CELL_LENGTH],
                fixed_format if column.is_fixed else editable_format,
            )
    sheet.freeze_panes(2, 1)
    sheet.autofilter(1, 0, max(1, len(rows) + 1), len(BREAKDOWN_COLUMNS) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(1)
    sheet.fit_to_pages(1, 0)


@dataclass(frozen=True, slots=True)
class BreakdownTable:
    """The rows of a table, and the columns that it does not have.

    `rows` are (row number in the sheet from 1, row). A field in `missing` has no column: its empty
    text means nothing. `unknown` are headings that are no column of the table.
    """

    numbered_rows: list[tuple[int, BreakdownRow]]
    missing_fields: tuple[str, ...] = ()
    unknown_headings: tuple[str, ...] = ()
    carried_ranges: tuple[tuple[str, int, int], ...] = ()
    """(heading, first row, last row) of merged cells whose value was carried down; rows from 1."""


def read_breakdown(data: bytes) -> BreakdownTable:
    """The table in a workbook.

    Columns are found by their headings, in any order; spaces, line feeds, full-width characters
    and the usual other names do not matter. Raises BreakdownError for what is no such table.
    """
    sheet = read_sheet(data)
    heading_index, headings = _find_headings(sheet.rows)
    if headings.duplicates:
        row = Place(line=heading_index + 1)
        duplicates = headings.duplicates
        raise BreakdownError([make_notice("heading_repeated", row.at_column(heading)) for heading in duplicates])
    index_by_field = {
        COLUMN_BY_HEADING[heading].field_name: column_index
        for heading, column_index in headings.index_by_column.items()
    }
    merged_ranges = carry_down(
        sheet.rows,
        _list_merged_below(sheet, heading_index),
        frozenset(index_by_field.values()) - _identifying_columns(index_by_field),
    )
    rows = [
        (row_number, _read_row(cells, index_by_field))
        for row_number, cells in enumerate(sheet.rows[heading_index + 1 :], start=heading_index + 2)
        if any(cells)
    ]
    if not rows:
        raise BreakdownError.make(
            "table_without_rows", Place(line=heading_index + 2, column=BREAKDOWN_COLUMNS[0].heading)
        )
    heading_by_index = {column_index: heading for heading, column_index in headings.index_by_column.items()}
    return BreakdownTable(
        rows,
        tuple(column.field_name for column in BREAKDOWN_COLUMNS if column.field_name not in index_by_field),
        headings.unknown,
        tuple(
            (heading_by_index[merged_range.column], merged_range.first_row + 1, merged_range.last_row + 1)
            for merged_range in merged_ranges
        ),
    )


def _list_merged_below(sheet: SheetText, heading_index: int) -> list[CellRange]:
    """The merged cells below the headings."""
    return [
        ((first_row, first_column), (last_row, last_column))
        for first_row, first_column, last_row, last_column in sheet.merged_ranges
        if first_row > heading_index
    ]


def _identifying_columns(index_by_field: dict[str, int]) -> frozenset[int]:
    """Columns that identify a row: carried down they would name it twice."""
    return frozenset(index_by_field[field_name] for field_name in ("id", "text") if field_name in index_by_field)


@dataclass(frozen=True, slots=True)
class SheetText:
    """A sheet's cells as people read them; (row, column, row, column) of merged ones, from 0."""

    rows: list[list[str]]
    merged_ranges: list[tuple[int, int, int, int]]
    name: str = ""


def read_sheets(data: bytes) -> list[SheetText]:
    """Every sheet of a workbook. Raises BreakdownError."""
    return _read_isolated(read_sheets_directly, data)


def read_sheet(data: bytes) -> SheetText:
    """The first sheet, row by row from its first row. Raises BreakdownError.

    Read in a process of its own: a small workbook can ask for all memory there is.
    """
    return _read_isolated(read_sheet_directly, data)


def _read_isolated(reader: Callable[[bytes], T], data: bytes) -> T:
    if find_spec("python_calamine") is None:
        raise MissingExtraError("XLSX", "site")
    try:
        return isolate(reader, raises=(BreakdownError,))(data)
    except IsolationError as error:
        raise BreakdownError.make("file_unreadable", _FILE_PLACE, reason=error.notices[0]) from error


def read_sheet_rows(data: bytes) -> list[list[str]]:
    """The first sheet's cells alone. Raises BreakdownError."""
    return read_sheet(data).rows


def read_sheet_directly(data: bytes) -> SheetText:
    """The same as `read_sheet`, but in this process, without isolation."""
    return _read_sheets(data, 1)[0]


def read_sheets_directly(data: bytes) -> list[SheetText]:
    """The same as `read_sheets`, but in this process, without isolation."""
    return _read_sheets(data, None)


def _read_sheets(data: bytes, max_sheets: int | None) -> list[SheetText]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [workbook.get_sheet_by_name(sheet_name) for sheet_name in workbook.sheet_names[:max_sheets]]
        sheets_with_rows = [(sheet, sheet.to_python(skip_empty_area=False)) for sheet in sheets]
        percents_by_sheet = find_percent_cells(data)
        sheet_texts = [
            _build_sheet_text(*sheet_with_rows, percents_by_sheet.get(sheet_with_rows[0].name, frozenset()))
            for sheet_with_rows in sheets_with_rows
        ]
        return [sheet_texts[0], *sheet_texts[1:]]  # a workbook without any sheet is none
    except (CalamineError, IndexError, OSError) as error:
        raise BreakdownError.make("workbook_unopened", _FILE_PLACE) from error


def _build_sheet_text(sheet: Any, rows: list[list[Any]], percent_positions: frozenset[CellPosition]) -> SheetText:
    text_rows = [
        [_format_cell(cell, is_percent=(y, x) in percent_positions) for x, cell in enumerate(row)]
        for y, row in enumerate(rows)
    ]
    merged_ranges = [(*first_cell, *last_cell) for first_cell, last_cell in sheet.merged_cell_ranges or ()]
    return SheetText(text_rows, merged_ranges, sheet.name)


def _format_cell(cell: object, *, is_percent: bool = False) -> str:
    """A cell as people read it: dates as 2025-12-31, 46% as such, 3 without a decimal point."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if is_percent and isinstance(cell, int | float):
        return format_as_percent(float(cell))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _find_headings(rows: list[list[str]]) -> tuple[int, HeadingMatch]:
    """The row of the headings, and where each column stands in it."""
    for row_index, row in enumerate(rows[:MAX_HEADING_ROWS]):
        headings = match_headings(row, list(COLUMN_BY_HEADING), HEADING_BY_SYNONYM)
        if {"序号", "任务原文"} <= headings.index_by_column.keys():
            return row_index, headings
    expected_headings = [column.heading for column in BREAKDOWN_COLUMNS]
    raise BreakdownError(make_headings_error("headings_missing", 1, expected_headings).notices)


def _read_row(cells: list[str], index_by_field: dict[str, int]) -> BreakdownRow:
    def read_cell(field_name: str) -> str:
        column_index = index_by_field.get(field_name)
        return "" if column_index is None or column_index >= len(cells) else cells[column_index]

    return build_row(read_cell)
