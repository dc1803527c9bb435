"""A plain workbook: sheets of rows, each with a frozen heading and a filter."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from duban.documents.errors import MissingExtraError
from duban.documents.rows import Cell

# The longest text that a cell may hold (Excel specifications and limits).
_LONGEST = 32_767


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook. `wide_columns` are the columns that hold sentences."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    wide: frozenset[str] = frozenset()


def book(sheets: Sequence[Sheet]) -> bytes:
    """Render the sheets as XLSX, numbers as numbers. The same sheets give the same bytes.

    Raises MissingExtraError where XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError("XLSX", "documents") from error
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    made.set_properties({"title": sheets[0].name, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
    heading = made.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1, "valign": "top"})
    text = made.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        _fill(made.add_worksheet(sheet.name), sheet, heading, text)
    made.close()
    return out.getvalue()


def _fill(page: Any, sheet: Sheet, heading: Any, text: Any) -> None:
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, 44 if column in sheet.wide else 16)
        page.write_string(0, number, column, heading)
    for line, row in enumerate(sheet.rows, start=1):
        for number, cell in enumerate(row):
            _write(page, line, number, cell, text)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _write(page: Any, line: int, number: int, cell: Cell, text: Any) -> None:
    if isinstance(cell, Decimal | int) and not isinstance(cell, bool):
        page.write_number(line, number, cell, text)
        return
    # write_string only: nothing in a report may run as a formula or become a link.
    clean = "" if cell is None else str(cell)[:_LONGEST]
    page.write_string(line, number, clean.encode("utf-8", "replace").decode(), text)
