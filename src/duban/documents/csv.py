"""CSV that spreadsheets open as it is: UTF-8 with a byte order mark, and no cell runs a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from duban.commitments import Report
from duban.documents.rows import COLUMNS, Cell, rows

# A cell that begins so is taken for a formula by spreadsheets (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def report_csv(report: Report) -> bytes:
    """The report's table as CSV, one heading line of column names, CRLF line ends (RFC 4180)."""
    return table_csv([column.name for column in COLUMNS], rows(report))


def table_csv(columns: Sequence[str], lines: Iterable[Sequence[Cell]]) -> bytes:
    """Any table as such a CSV: the columns' names, then the lines."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([written(cell) for cell in line] for line in lines)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", errors="replace")


def written(cell: Cell) -> str:
    """A cell as text: numbers in plain digits, text that looks like a formula behind a quote."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return "'" + cell
    return str(cell)
