"""Export a list as CSV and as a workbook: the page's columns, numbers as numbers."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from duban_site.boards.export import cell_text, write_cell
from duban_site.lists.declaration import Cell, Column, Listing, Rows

BATCH_SIZE = 2000


def build_rows(columns: tuple[Column, ...], rows: Rows) -> Iterator[list[Cell]]:
    """The cells of each row."""
    for row in rows.iterator(BATCH_SIZE):
        yield [column.cell(row) for column in columns]


def render_csv(columns: tuple[Column, ...], rows: Rows) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets open it as it is."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([str(column.heading) for column in columns])
    writer.writerows([cell_text(_simplify_cell(cell)) for cell in row] for row in build_rows(columns, rows))
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def render_xlsx(listing: Listing, columns: tuple[Column, ...], rows: Rows) -> bytes:
    """One sheet, a frozen heading, a filter."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(buffer, options)
    sheet = workbook.add_worksheet(str(listing.heading)[:31])
    heading_format = workbook.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1})
    text_format = workbook.add_format({"text_wrap": True, "valign": "top"})
    date_format = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    for column_index, column in enumerate(columns):
        sheet.set_column(column_index, column_index, 18)
        sheet.write_string(0, column_index, str(column.heading), heading_format)
    last_row = 0
    for last_row, row_cells in enumerate(build_rows(columns, rows), start=1):
        for column_index, cell in enumerate(row_cells):
            write_cell(sheet, last_row, column_index, _simplify_cell(cell), text_format, date_format)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last_row, max(len(columns) - 1, 0))
    workbook.close()
    return buffer.getvalue()


def _simplify_cell(cell: Cell) -> str | Decimal | dt.date | None:
    if isinstance(cell, int):
        return Decimal(cell)
    value: Any = cell
    return value if isinstance(value, str | Decimal | dt.date) or value is None else str(value)
