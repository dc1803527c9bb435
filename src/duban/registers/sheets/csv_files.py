"""Sheets as CSV files, one file a sheet, that Excel opens and that lose nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from itertools import islice
from typing import Any

from duban.registers.errors import make_problem
from duban.registers.sheets.model import MAX_ROWS, Sheet, SheetError

#: A text that a spreadsheet would run as a formula gets an apostrophe, removed when reading.
_FORMULA_STARTS = tuple("=+-@\t'")


def write_csv(sheets: tuple[Sheet, ...]) -> dict[str, bytes]:
    """`name.csv` → its bytes (UTF-8 with BOM), for each sheet."""
    return {f"{sheet.name}.csv": _encode_sheet(sheet) for sheet in sheets}


def _encode_sheet(sheet: Sheet) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(sheet.headings)
    writer.writerows([_format_cell(value) for value in row] for row in sheet.rows)
    return buffer.getvalue().encode("utf-8-sig")


def _format_cell(value: Any) -> str:
    if isinstance(value, str):
        return "'" + value if value.startswith(_FORMULA_STARTS) else value
    return "" if value is None else str(value)


def read_csv(content_by_name: Mapping[str, bytes]) -> tuple[Sheet, ...]:
    """Files by name → sheets. Takes UTF-8 and GB 18030. Raises SheetError."""
    return tuple(_read_sheet(name, content) for name, content in content_by_name.items())


def _read_sheet(name: str, content: bytes) -> Sheet:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise SheetError([make_problem("csv_encoding", name)]) from None
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = list(islice(reader, MAX_ROWS + 1))
    except csv.Error as error:
        raise SheetError([make_problem("csv_invalid", name, reason=error)]) from None
    if len(rows) > MAX_ROWS:
        raise SheetError([make_problem("rows_too_many", name, most=MAX_ROWS)])
    headings = tuple(heading.strip() for heading in (rows[0] if rows else ()))
    width = len(headings)
    cells = [[_parse_cell(text) for text in row] + [None] * (width - len(row)) for row in rows[1:]]
    while cells and all(cell is None for cell in cells[-1]):
        cells.pop()
    return Sheet(name.removesuffix(".csv"), headings, tuple(tuple(row[:width]) for row in cells))


def _parse_cell(text: str) -> str | None:
    if text.startswith("'"):
        text = text[1:]
    return text or None
