"""The tables of a document as a workbook, one sheet a table; numbers are number cells."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from duban.documents.errors import MissingExtraError
from duban.documents.official.model import Document, Table, one_line

NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
NAME = 31
"""The longest name of a sheet (Excel specifications and limits)."""
LONGEST = 32_767
"""The longest text that a cell may hold (Excel specifications and limits)."""
MOST_DIGITS = 15
"""A spreadsheet stores no more digits of a number; a longer one stays text."""
WIDTH = 120
"""All columns of a sheet together, in characters."""


def annex_xlsx(document: Document, more: Sequence[Table] = ()) -> bytes:
    """Every table of the document, then `extra_tables`. The same document gives the same bytes."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError("XLSX", "documents") from error
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": one_line(document.title), "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
    named = [(block.caption, block) for block in document.blocks if isinstance(block, Table)]
    for annex in document.annexes:
        tables = (block for block in annex.blocks if isinstance(block, Table))
        named += [(table.caption or annex.title, table) for table in tables]
    named += [(table.caption, table) for table in more]
    used: set[str] = set()
    for caption, table in named:
        _sheet(book, table, caption, _name(caption, used))
    if not named:
        book.add_worksheet("附件")
    book.close()
    return out.getvalue()


def _name(caption: str, used: set[str]) -> str:
    base = NOT_IN_NAMES.sub("", caption)[: NAME - 3] or "表"
    name, n = base, 2
    while name in used:
        name, n = f"{base}{n}", n + 1
    used.add(name)
    return name


def _sheet(book: Any, table: Table, caption: str, name: str) -> None:
    look = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8C8C8"}
    heading = book.add_format({**look, "bold": True, "bg_color": "#EDEDED"})
    text = book.add_format({**look, "num_format": "@"})
    number = book.add_format({**look, "align": "right"})
    sheet = book.add_worksheet(name)
    title = f"{caption}（{table.note}）" if table.note else caption
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    whole = sum(table.widths)
    for n, (column, width) in enumerate(zip(table.columns, table.widths, strict=True)):
        sheet.set_column(n, n, max(6, round(WIDTH * width / whole)))
        sheet.write_string(1, n, column, heading)
    for line, row in enumerate(table.rows, start=2):
        for n, cell in enumerate(row):
            value = _value(cell) if n in table.numbers else None
            if value is None:
                sheet.write_string(line, n, cell[:LONGEST], text)
            else:
                sheet.write_number(line, n, value, number)
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, max(1, len(table.rows) + 1), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(1)
    sheet.fit_to_pages(1, 0)


def _value(cell: str) -> Decimal | None:
    """The cell's number; None for a cell with a unit or with too many digits."""
    try:
        value = Decimal(cell.replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() and len(value.as_tuple().digits) <= MOST_DIGITS else None
