"""The 目标任务分解表 as a workbook, the same both ways: what was written reads back equal."""

from __future__ import annotations

import datetime as dt
import io
from importlib.util import find_spec
from typing import Any

from duban.documents.breakdown_rows import COLUMNS, HEADINGS, BreakdownRow, cells, row_of
from duban.documents.errors import MissingExtraError
from duban.isolation import IsolationError, isolated

SHEET = "目标任务分解表"
HEADING_ROWS = 10
"""How far down the headings may stand: offices put a title above them."""
LONGEST = 32_767
"""The longest text that a cell may hold (Excel specifications and limits)."""


class BreakdownError(ValueError):
    """A table that cannot be taken; `errors` are (row, heading, what is wrong), rows from 1."""

    def __init__(self, errors: list[tuple[int, str, str]]) -> None:
        super().__init__(errors)
        self.errors = errors

    def __str__(self) -> str:
        row, heading, message = self.errors[0]
        return f"第{row}行“{heading}”:{message}(共{len(self.errors)}处错误)"


def breakdown_xlsx(title: str, rows: list[BreakdownRow]) -> bytes:
    """The table as a workbook, with `title` above its headings."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError("XLSX", "documents") from error
    out = io.BytesIO()
    # What people wrote is only ever text: nothing in it may run as a formula or become a link.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": title, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
    _sheet(book, title, rows)
    book.close()
    return out.getvalue()


def _sheet(book: Any, title: str, rows: list[BreakdownRow]) -> None:
    look = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8C8C8"}
    heading = book.add_format({**look, "bold": True, "bg_color": "#EDEDED"})
    free = book.add_format({**look, "num_format": "@"})
    fixed = book.add_format({**look, "num_format": "@", "font_color": "#5A5A5A"})
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 16}))
    for n, column in enumerate(COLUMNS):
        sheet.set_column(n, n, column.width)
        sheet.write_string(1, n, column.heading, heading)
    for line, row in enumerate(rows, start=2):
        for n, (column, text) in enumerate(zip(COLUMNS, cells(row), strict=True)):
            sheet.write_string(line, n, text[:LONGEST], fixed if column.fixed else free)
    sheet.freeze_panes(2, 1)
    sheet.autofilter(1, 0, max(1, len(rows) + 1), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(1)
    sheet.fit_to_pages(1, 0)


def read_breakdown(data: bytes) -> list[tuple[int, BreakdownRow]]:
    """The rows of a workbook, each with its row number in the sheet, from 1.

    Columns are found by their headings, in any order; unknown ones are passed over, missing ones
    read as empty. Raises BreakdownError for what is no such table.
    """
    lines = sheet_lines(data)
    at, places = _headings(lines)
    found = []
    for number, line in enumerate(lines[at + 1 :], start=at + 2):
        if any(line):
            found.append((number, _row(line, places)))
    if not found:
        raise BreakdownError([(at + 2, "序号", "表中没有任务行")])
    return found


def sheet_lines(data: bytes) -> list[list[str]]:
    """The first sheet's cells as text, row by row from its first row. Raises BreakdownError.

    Read in a process of its own: a small workbook can ask for all memory there is.
    """
    if find_spec("python_calamine") is None:
        raise MissingExtraError("XLSX", "site")
    try:
        return isolated(_lines_here, raises=(BreakdownError,))(data)
    except IsolationError as error:
        raise BreakdownError([(1, "文件", error.zh)]) from error


def _lines_here(data: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError) as error:
        message = "打不开这个文件。请用 Excel 另存为 .xlsx 后再试"
        raise BreakdownError([(1, "文件", message)]) from error
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    """A cell as people read it: dates as 2025-12-31, whole numbers without a decimal point."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _headings(lines: list[list[str]]) -> tuple[int, dict[str, int]]:
    """The row of the headings, and where each field stands in it."""
    for at, line in enumerate(lines[:HEADING_ROWS]):
        places = {HEADINGS[text].field: n for n, text in enumerate(line) if text in HEADINGS}
        if "id" in places and "text" in places:
            return at, places
    wanted = "、".join(column.heading for column in COLUMNS)
    raise BreakdownError([(1, "表头", f"没有找到表头。应有这些列:{wanted}")])


def _row(line: list[str], places: dict[str, int]) -> BreakdownRow:
    def cell(field: str) -> str:
        at = places.get(field)
        return "" if at is None or at >= len(line) else line[at]

    return row_of(cell)
