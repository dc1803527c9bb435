"""The tables of a document as a workbook, one sheet a table; numbers are number cells."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from duban.documents.errors import MissingExtraError
from duban.documents.official.model import OfficialDocument, Table, join_title_lines

ILLEGAL_NAME_CHARACTERS = re.compile(r"[\[\]:*?/\\]")
MAX_NAME_LENGTH = 31
"""The longest name of a sheet (Excel specifications and limits)."""
MAX_CELL_LENGTH = 32_767
"""The longest text that a cell may hold (Excel specifications and limits)."""
MAX_DIGITS = 15
"""A spreadsheet stores no more digits of a number; a longer one stays text."""
TOTAL_WIDTH = 120
"""All columns of a sheet together, in characters."""


def render_annex_xlsx(document: OfficialDocument, extra_tables: Sequence[Table] = ()) -> bytes:
    """Every table of the document, then `extra_tables`. The same document gives the same bytes."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError("XLSX", "documents") from error
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(buffer, options)
    workbook.set_properties({"title": join_title_lines(document.title), "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
    captioned_tables = [(block.caption, block) for block in document.blocks if isinstance(block, Table)]
    for annex in document.annexes:
        tables = (block for block in annex.blocks if isinstance(block, Table))
        captioned_tables += [(table.caption or annex.title, table) for table in tables]
    captioned_tables += [(table.caption, table) for table in extra_tables]
    used_names: set[str] = set()
    for caption, table in captioned_tables:
        _write_sheet(workbook, table, caption, _choose_sheet_name(caption, used_names))
    if not captioned_tables:
        workbook.add_worksheet("附件")
    workbook.close()
    return buffer.getvalue()


def _choose_sheet_name(caption: str, used_names: set[str]) -> str:
    base_name = ILLEGAL_NAME_CHARACTERS.sub("", caption)[: MAX_NAME_LENGTH - 3] or "表"
    sheet_name, suffix = base_name, 2
    while sheet_name in used_names:
        sheet_name, suffix = f"{base_name}{suffix}", suffix + 1
    used_names.add(sheet_name)
    return sheet_name


def _write_sheet(workbook: Any, table: Table, caption: str, sheet_name: str) -> None:
    cell_style = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8C8C8"}
    heading_format = workbook.add_format({**cell_style, "bold": True, "bg_color": "#EDEDED"})
    text_format = workbook.add_format({**cell_style, "num_format": "@"})
    number_format = workbook.add_format({**cell_style, "align": "right"})
    sheet = workbook.add_worksheet(sheet_name)
    title = f"{caption}（{table.note}）" if table.note else caption
    sheet.write_string(0, 0, title, workbook.add_format({"bold": True, "font_size": 14}))
    total_width = sum(table.widths)
    for column_index, (column, width) in enumerate(zip(table.columns, table.widths, strict=True)):
        sheet.set_column(column_index, column_index, max(6, round(TOTAL_WIDTH * width / total_width)))
        sheet.write_string(1, column_index, column, heading_format)
    for row_index, row in enumerate(table.rows, start=2):
        for column_index, cell in enumerate(row):
            value = _parse_number(cell) if column_index in table.number_columns else None
            if value is None:
                sheet.write_string(row_index, column_index, cell[:MAX_CELL_LENGTH], text_format)
            else:
                sheet.write_number(row_index, column_index, value, number_format)
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, max(1, len(table.rows) + 1), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(1)
    sheet.fit_to_pages(1, 0)


def _parse_number(cell: str) -> Decimal | None:
    """The cell's number; None for a cell with a unit or with too many digits."""
    try:
        value = Decimal(cell.replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() and len(value.as_tuple().digits) <= MAX_DIGITS else None
