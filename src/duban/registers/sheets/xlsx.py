"""Writes sheets as an Excel workbook, and reads a workbook as sheets."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

from duban.notices import NoticeError, Step
from duban.registers.errors import make_problem
from duban.registers.sheets.model import MAX_ROWS, Sheet, SheetError
from duban.workbooks import CarriedRange, carry_down, find_percent_cells, format_as_percent
from duban.workbooks.percent_cells import CellPosition

#: Excel stores 15 digits of a number; one that needs more is written as text.
MAX_DIGITS = 15


def write_xlsx(sheets: tuple[Sheet, ...]) -> bytes:
    """The workbook. Numbers are numbers, dates dates, and no text becomes a formula or a link.

    Raises RuntimeError where XlsxWriter is not installed (the extra `documents`).
    """
    xlsxwriter = _import_module("xlsxwriter")
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(buffer, options)
    workbook.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 # the same bytes always
    heading_format = workbook.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1})
    date_format = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        worksheet = workbook.add_worksheet(sheet.name)
        for column, heading_text in enumerate(sheet.headings):
            worksheet.set_column(column, column, max(10, 2 * len(heading_text)))
            worksheet.write_string(0, column, heading_text, heading_format)
        for row_index, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                _write_cell(worksheet, row_index, column, value, date_format)
        worksheet.freeze_panes(1, 1)
        worksheet.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)
    workbook.close()
    return buffer.getvalue()


def _write_cell(worksheet: Any, row_index: int, column: int, value: Any, date_format: Any) -> None:
    if value is None:
        return
    if isinstance(value, dt.date):
        worksheet.write_datetime(row_index, column, dt.datetime.combine(value, dt.time()), date_format)
    elif isinstance(value, int | Decimal) and _is_exact(value):
        worksheet.write_number(row_index, column, float(value))
    else:
        worksheet.write_string(row_index, column, str(value))


def _is_exact(value: int | Decimal) -> bool:
    """Whether Excel stores the number without loss."""
    number = Decimal(value)
    return len(number.normalize().as_tuple().digits) <= MAX_DIGITS and abs(number.adjusted()) < MAX_DIGITS


def read_xlsx(content: bytes) -> tuple[Sheet, ...]:
    """Every sheet of a workbook; empty rows at the end do not count.

    Raises SheetError for what is no workbook, RuntimeError where python-calamine is not installed.
    """
    calamine = _import_module("python_calamine")
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        percents_by_sheet = find_percent_cells(content)
        cells_by_sheet = {
            name: _read_cells(workbook.get_sheet_by_name(name), percents_by_sheet.get(name, frozenset()))
            for name in workbook.sheet_names
        }
    except Exception as error:  # calamine raises many kinds for a broken file
        raise SheetError([make_problem("workbook_unreadable", Step("complete_file"))]) from error
    if sum(len(rows) for rows, _carried_cells in cells_by_sheet.values()) > MAX_ROWS:
        raise SheetError([make_problem("rows_too_many", Step("complete_file"), most=MAX_ROWS)])
    return tuple(
        _build_sheet(name, *cells_with_carried)
        for name, cells_with_carried in cells_by_sheet.items()
        if cells_with_carried[0]
    )


def _read_cells(sheet: Any, percents: frozenset[CellPosition]) -> tuple[list[list[Any]], list[CarriedRange]]:
    """The cells from the sheet's first used one, numbers with a percent format as text like 5%.

    The value of a merged cell is repeated in every row that it covers, below the headings.
    """
    rows: list[list[Any]] = sheet.to_python()
    if percents and sheet.start is not None:
        first_row, first_column = sheet.start
        for row, column in percents:
            cells = rows[row - first_row] if 0 <= row - first_row < len(rows) else []
            if 0 <= column - first_column < len(cells) and isinstance(cells[column - first_column], int | float):
                cells[column - first_column] = format_as_percent(float(cells[column - first_column]))
    first_row, first_column = sheet.start or (0, 0)
    merged = [
        ((start_row - first_row, start_column - first_column), (end_row - first_row, end_column - first_column))
        for (start_row, start_column), (end_row, end_column) in sheet.merged_cell_ranges or ()
        if start_row > first_row and start_column >= first_column
    ]
    return rows, carry_down(rows, merged, range(len(rows[0]) if rows else 0))


def _build_sheet(name: str, rows: list[list[Any]], carried: list[CarriedRange]) -> Sheet:
    clean_rows = [tuple(_clean_cell(value) for value in row) for row in rows]
    while clean_rows and all(value is None for value in clean_rows[-1]):
        clean_rows.pop()
    headings = tuple(str(value or "").strip() for value in (clean_rows[0] if clean_rows else ()))
    while headings and not headings[-1]:
        headings = headings[:-1]
    body = tuple(row[: len(headings)] for row in clean_rows[1:])
    carried_spans = [
        (merged_cell.column, merged_cell.first_row + 1, merged_cell.last_row + 1) for merged_cell in carried
    ]
    carried_headings = tuple(
        (headings[column_index], first_row, last_row)
        for column_index, first_row, last_row in carried_spans
        if column_index < len(headings)
    )
    return Sheet(name, headings, body, carried_headings)


def _clean_cell(value: Any) -> Any:
    if value == "" or value is None:
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.timedelta):
        return str(value)
    return Decimal(repr(value)) if isinstance(value, float) else value


def _import_module(name: str) -> Any:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise NoticeError.make("extra_missing", kind="Excel", extra="documents") from error
