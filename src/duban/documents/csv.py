"""CSV that spreadsheets open as it is: UTF-8 with a byte order mark, and no cell runs a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from duban.commitments import Report
from duban.documents.atomic_write import replace_atomically
from duban.documents.report_rows import REPORT_COLUMNS, TableCell, list_rows

# A cell that begins so is taken for a formula by spreadsheets (OWASP, CSV injection).
_FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n")


def render_report_csv(report: Report) -> bytes:
    """The report's table as CSV, one heading line of column names, CRLF line ends (RFC 4180)."""
    return render_table_csv([column.name for column in REPORT_COLUMNS], list_rows(report))


def render_table_csv(columns: Sequence[str], table_rows: Iterable[Sequence[TableCell]]) -> bytes:
    """Any table as such a CSV: the columns' names, then the lines."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(columns)
    writer.writerows([format_csv_cell(cell) for cell in table_row] for table_row in table_rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", errors="replace")


@contextmanager
def open_table_csv(path: Path, columns: Sequence[str]) -> Iterator[Callable[[Iterable[Any]], None]]:
    """Such a file written line by line: gives the function that writes one; complete, or not there at all.

    Raises `OSError`.
    """
    with (
        replace_atomically(path) as temporary_path,
        temporary_path.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow(columns)
        yield lambda cells: writer.writerow([format_csv_cell(cell) for cell in cells]) and None


def format_csv_cell(cell: TableCell) -> str:
    """A cell as text: numbers in plain digits, text that looks like a formula behind a quote."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, str) and cell.startswith(_FORMULA_PREFIXES):
        return "'" + cell
    return str(cell)
