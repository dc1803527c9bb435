"""Sheets as CSV files, one file a sheet, that Excel opens and that lose nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from itertools import islice
from typing import Any

from duban.registers.errors import Problem
from duban.registers.sheets.model import LARGEST, Sheet, SheetError

#: A text that a spreadsheet would run as a formula gets an apostrophe, removed when reading.
_FORMULA = tuple("=+-@\t'")


def write_csv(sheets: tuple[Sheet, ...]) -> dict[str, bytes]:
    """`name.csv` → its bytes (UTF-8 with BOM), for each sheet."""
    return {f"{sheet.name}.csv": _bytes(sheet) for sheet in sheets}


def _bytes(sheet: Sheet) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(sheet.headings)
    writer.writerows([_text(value) for value in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return "'" + value if value.startswith(_FORMULA) else value
    return "" if value is None else str(value)


def read_csv(files: Mapping[str, bytes]) -> tuple[Sheet, ...]:
    """Files by name → sheets. Takes UTF-8 and GB 18030. Raises SheetError."""
    return tuple(_read(name, data) for name, data in files.items())


def _read(name: str, data: bytes) -> Sheet:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            what = "既不是UTF-8也不是GB18030编码"
            raise SheetError([Problem(name, what, "另存为UTF-8的CSV")]) from None
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = list(islice(reader, LARGEST + 1))
    except csv.Error as error:
        raise SheetError(
            [Problem(name, f"不是合格的CSV：{error}", "用Excel另存为CSV再传")]
        ) from None
    if len(rows) > LARGEST:
        raise SheetError([Problem(name, f"多于{LARGEST}行；请分几次传")])
    headings = tuple(heading.strip() for heading in (rows[0] if rows else ()))
    width = len(headings)
    cells = [[_value(text) for text in row] + [None] * (width - len(row)) for row in rows[1:]]
    while cells and all(cell is None for cell in cells[-1]):
        cells.pop()
    return Sheet(name.removesuffix(".csv"), headings, tuple(tuple(row[:width]) for row in cells))


def _value(text: str) -> str | None:
    if text.startswith("'"):
        text = text[1:]
    return text or None
