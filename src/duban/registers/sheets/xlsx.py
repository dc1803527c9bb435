"""Writes sheets as an Excel workbook, and reads a workbook as sheets."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

from duban.registers.errors import Problem
from duban.registers.sheets.model import LARGEST, Sheet, SheetError
from duban.workbooks import Carried, carry_down, percent_cells, shown_as_percent
from duban.workbooks.percents import Cell

#: Excel stores 15 digits of a number; one that needs more is written as text.
DIGITS = 15


def write_xlsx(sheets: tuple[Sheet, ...]) -> bytes:
    """The workbook. Numbers are numbers, dates dates, and no text becomes a formula or a link.

    Raises RuntimeError where XlsxWriter is not installed (the extra `documents`).
    """
    xlsxwriter = _module("xlsxwriter")
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 # the same bytes always
    heading = book.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for column, name in enumerate(sheet.headings):
            page.set_column(column, column, max(10, 2 * len(name)))
            page.write_string(0, column, name, heading)
        for line, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                _write(page, line, column, value, day)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)
    book.close()
    return out.getvalue()


def _write(page: Any, line: int, column: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, dt.date):
        page.write_datetime(line, column, dt.datetime.combine(value, dt.time()), day)
    elif isinstance(value, int | Decimal) and _exact(value):
        page.write_number(line, column, float(value))
    else:
        page.write_string(line, column, str(value))


def _exact(value: int | Decimal) -> bool:
    """Whether Excel stores the number without loss."""
    number = Decimal(value)
    return len(number.normalize().as_tuple().digits) <= DIGITS and abs(number.adjusted()) < DIGITS


def read_xlsx(data: bytes) -> tuple[Sheet, ...]:
    """Every sheet of a workbook; empty rows at the end do not count.

    Raises SheetError for what is no workbook, RuntimeError where python-calamine is not installed.
    """
    calamine = _module("python_calamine")
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        percents = percent_cells(data)
        found = {
            name: _shown(book.get_sheet_by_name(name), percents.get(name, frozenset()))
            for name in book.sheet_names
        }
    except Exception as error:  # calamine raises many kinds for a broken file
        what = "打不开；请另存为 .xlsx 后再传"
        raise SheetError([Problem("文件", what)]) from error
    if sum(len(rows) for rows, _carried in found.values()) > LARGEST:
        raise SheetError([Problem("文件", f"多于{LARGEST}行；请分几次传")])
    return tuple(_sheet(name, *shown) for name, shown in found.items() if shown[0])


def _shown(sheet: Any, percents: frozenset[Cell]) -> tuple[list[list[Any]], list[Carried]]:
    """The cells from the sheet's first used one, numbers with a percent format as text like 5%.

    The value of a merged cell is repeated in every row that it covers, below the headings.
    """
    rows: list[list[Any]] = sheet.to_python()
    if percents and sheet.start is not None:
        top, left = sheet.start
        for row, column in percents:
            line = rows[row - top] if 0 <= row - top < len(rows) else []
            if 0 <= column - left < len(line) and isinstance(line[column - left], int | float):
                line[column - left] = shown_as_percent(float(line[column - left]))
    top, left = sheet.start or (0, 0)
    merged = [
        ((a - top, b - left), (c - top, d - left))
        for (a, b), (c, d) in sheet.merged_cell_ranges or ()
        if a > top and b >= left
    ]
    return rows, carry_down(rows, merged, range(len(rows[0]) if rows else 0))


def _sheet(name: str, rows: list[list[Any]], carried: list[Carried]) -> Sheet:
    clean = [tuple(_cell(value) for value in row) for row in rows]
    while clean and all(value is None for value in clean[-1]):
        clean.pop()
    headings = tuple(str(value or "").strip() for value in (clean[0] if clean else ()))
    while headings and not headings[-1]:
        headings = headings[:-1]
    body = tuple(row[: len(headings)] for row in clean[1:])
    named = [(one.column, one.first + 1, one.last + 1) for one in carried]
    told = tuple((headings[at], a, b) for at, a, b in named if at < len(headings))
    return Sheet(name, headings, body, told)


def _cell(value: Any) -> Any:
    if value == "" or value is None:
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.timedelta):
        return str(value)
    return Decimal(repr(value)) if isinstance(value, float) else value


def _module(name: str) -> Any:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        what = f"Excel要用的库 {name} 没有安装：请运行 pip install 'duban[documents]'"
        raise RuntimeError(what) from error
