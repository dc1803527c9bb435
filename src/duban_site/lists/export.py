"""Export a list as CSV and as a workbook: the page's columns, numbers as numbers."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from duban_site.boards.export import cell_text, write_cell
from duban_site.lists.listing import Cell, Column, Listing, Rows

BATCH = 2000


def cells(columns: tuple[Column, ...], rows: Rows) -> Iterator[list[Cell]]:
    """The cells of each row."""
    for row in rows.iterator(BATCH):
        yield [column.cell(row) for column in columns]


def as_csv(columns: tuple[Column, ...], rows: Rows) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets open it as it is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([str(column.heading) for column in columns])
    writer.writerows([cell_text(_plain(cell)) for cell in row] for row in cells(columns, rows))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(listing: Listing, columns: tuple[Column, ...], rows: Rows) -> bytes:
    """One sheet, a frozen heading, a filter."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(str(listing.heading)[:31])
    bold = book.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    for n, column in enumerate(columns):
        sheet.set_column(n, n, 18)
        sheet.write_string(0, n, str(column.heading), bold)
    last = 0
    for last, row in enumerate(cells(columns, rows), start=1):
        for n, cell in enumerate(row):
            write_cell(sheet, last, n, _plain(cell), wrap, day)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, max(len(columns) - 1, 0))
    book.close()
    return out.getvalue()


def _plain(cell: Cell) -> str | Decimal | dt.date | None:
    if isinstance(cell, int):
        return Decimal(cell)
    found: Any = cell
    return found if isinstance(found, str | Decimal | dt.date) or found is None else str(found)
