"""Write the 目标任务分解表 as a workbook and read it back: both ways give the same rows."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, TypeVar

from duban.documents.breakdown_rows import (
    COLUMNS,
    HEADINGS,
    SYNONYMS,
    BreakdownRow,
    cells,
    row_of,
)
from duban.documents.errors import MissingExtraError
from duban.isolation import IsolationError, isolated
from duban.workbooks import Found, carry_down, find, percent_cells, shown_as_percent
from duban.workbooks.merged import Range
from duban.workbooks.percents import Cell

T = TypeVar("T")

SHEET = "目标任务分解表"
HEADING_ROWS = 10
"""The headings are looked for in this many rows: offices put a title above them."""
LONGEST = 32_767
"""The longest text that a cell may hold (Excel specifications and limits)."""


class BreakdownError(ValueError):
    """A table that cannot be imported; `errors` are (row, heading, problem), rows from 1."""

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


@dataclass(frozen=True, slots=True)
class BreakdownTable:
    """The rows of a table, and the columns that it does not have.

    `rows` are (row number in the sheet from 1, row). A field in `missing` has no column: its empty
    text means nothing. `unknown` are headings that are no column of the table.
    """

    rows: list[tuple[int, BreakdownRow]]
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    carried: tuple[tuple[str, int, int], ...] = ()
    """(heading, first row, last row) of merged cells whose value was carried down; rows from 1."""


def read_breakdown(data: bytes) -> BreakdownTable:
    """The table in a workbook.

    Columns are found by their headings, in any order; spaces, line feeds, full-width characters
    and the usual other names do not matter. Raises BreakdownError for what is no such table.
    """
    sheet = read_sheet(data)
    at, found = _headings(sheet.lines)
    if found.twice:
        message = "这一列出现了两次，请只留一列"
        raise BreakdownError([(at + 1, heading, message) for heading in found.twice])
    places = {HEADINGS[heading].field: n for heading, n in found.places.items()}
    carried = carry_down(sheet.lines, _below(sheet, at), frozenset(places.values()) - _ids(places))
    rows = [
        (number, _row(line, places))
        for number, line in enumerate(sheet.lines[at + 1 :], start=at + 2)
        if any(line)
    ]
    if not rows:
        raise BreakdownError([(at + 2, "序号", "表中没有任务行")])
    names = {n: heading for heading, n in found.places.items()}
    return BreakdownTable(
        rows,
        tuple(column.field for column in COLUMNS if column.field not in places),
        found.unknown,
        tuple((names[one.column], one.first + 1, one.last + 1) for one in carried),
    )


def _below(sheet: SheetText, at: int) -> list[Range]:
    """The merged cells below the headings."""
    return [((a, b), (c, d)) for a, b, c, d in sheet.merged if a > at]


def _ids(places: dict[str, int]) -> frozenset[int]:
    """Columns that identify a row: carried down they would name it twice."""
    return frozenset(places[name] for name in ("id", "text") if name in places)


@dataclass(frozen=True, slots=True)
class SheetText:
    """A sheet's cells as people read them; (row, column, row, column) of merged ones, from 0."""

    lines: list[list[str]]
    merged: list[tuple[int, int, int, int]]
    name: str = ""


def read_sheets(data: bytes) -> list[SheetText]:
    """Every sheet of a workbook. Raises BreakdownError."""
    return _isolated(sheets_here, data)


def read_sheet(data: bytes) -> SheetText:
    """The first sheet, row by row from its first row. Raises BreakdownError.

    Read in a process of its own: a small workbook can ask for all memory there is.
    """
    return _isolated(sheet_here, data)


def _isolated(read: Callable[[bytes], T], data: bytes) -> T:
    if find_spec("python_calamine") is None:
        raise MissingExtraError("XLSX", "site")
    try:
        return isolated(read, raises=(BreakdownError,))(data)
    except IsolationError as error:
        raise BreakdownError([(1, "文件", error.zh)]) from error


def sheet_lines(data: bytes) -> list[list[str]]:
    """The first sheet's cells alone. Raises BreakdownError."""
    return read_sheet(data).lines


def sheet_here(data: bytes) -> SheetText:
    """The same as `read_sheet`, but in this process, without isolation."""
    return _sheets_here(data, 1)[0]


def sheets_here(data: bytes) -> list[SheetText]:
    """The same as `read_sheets`, but in this process, without isolation."""
    return _sheets_here(data, None)


def _sheets_here(data: bytes, how_many: int | None) -> list[SheetText]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names[:how_many]]
        found = [(sheet, sheet.to_python(skip_empty_area=False)) for sheet in sheets]
        percents = percent_cells(data)
        texts = [_sheet_text(*one, percents.get(one[0].name, frozenset())) for one in found]
        return [texts[0], *texts[1:]]  # a workbook without any sheet is none
    except (CalamineError, IndexError, OSError) as error:
        message = "打不开这个文件。请用 Excel 另存为 .xlsx 后再试"
        raise BreakdownError([(1, "文件", message)]) from error


def _sheet_text(sheet: Any, rows: list[list[Any]], percents: frozenset[Cell]) -> SheetText:
    lines = [
        [_text(cell, percent=(y, x) in percents) for x, cell in enumerate(row)]
        for y, row in enumerate(rows)
    ]
    merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return SheetText(lines, merged, sheet.name)


def _text(cell: object, *, percent: bool = False) -> str:
    """A cell as people read it: dates as 2025-12-31, 46% as such, 3 without a decimal point."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if percent and isinstance(cell, int | float):
        return shown_as_percent(float(cell))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _headings(lines: list[list[str]]) -> tuple[int, Found]:
    """The row of the headings, and where each column stands in it."""
    for at, line in enumerate(lines[:HEADING_ROWS]):
        found = find(line, list(HEADINGS), SYNONYMS)
        if {"序号", "任务原文"} <= found.places.keys():
            return at, found
    wanted = "、".join(column.heading for column in COLUMNS)
    raise BreakdownError([(1, "表头", f"没有找到表头。应有这些列:{wanted}")])


def _row(line: list[str], places: dict[str, int]) -> BreakdownRow:
    def cell(field: str) -> str:
        at = places.get(field)
        return "" if at is None or at >= len(line) else line[at]

    return row_of(cell)
