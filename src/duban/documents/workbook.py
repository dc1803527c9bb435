"""A plain workbook: sheets of rows, each with a frozen heading and a filter."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from duban.documents.errors import MissingExtraError
from duban.documents.report_rows import TableCell

# The longest text that a cell may hold (Excel specifications and limits).
_MAX_CELL_LENGTH = 32_767


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook. `wide_columns` are the columns that hold sentences."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[TableCell]]
    wide_columns: frozenset[str] = frozenset()


def render_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Render the sheets as XLSX, numbers as numbers. The same sheets give the same bytes.

    Raises MissingExtraError where XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError("XLSX", "documents") from error
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"title": sheets[0].name, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
    heading_format = workbook.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1, "valign": "top"})
    text_format = workbook.add_format({"text_wrap": True, "valign": "top"})
    date_format = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    for sheet in sheets:
        _fill_worksheet(workbook.add_worksheet(sheet.name), sheet, heading_format, text_format, date_format)
    workbook.close()
    return buffer.getvalue()


def _fill_worksheet(worksheet: Any, sheet: Sheet, heading_format: Any, text_format: Any, date_format: Any) -> None:
    for column_index, column in enumerate(sheet.columns):
        worksheet.set_column(column_index, column_index, 44 if column in sheet.wide_columns else 16)
        worksheet.write_string(0, column_index, column, heading_format)
    for row_index, row in enumerate(sheet.rows, start=1):
        for column_index, cell in enumerate(row):
            cell_format = date_format if isinstance(cell, dt.date) else text_format
            _write_cell(worksheet, row_index, column_index, cell, cell_format)
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _write_cell(worksheet: Any, row_index: int, column_index: int, cell: TableCell, cell_format: Any) -> None:
    if isinstance(cell, Decimal | int) and not isinstance(cell, bool):
        worksheet.write_number(row_index, column_index, cell, cell_format)
        return
    if isinstance(cell, dt.date):
        worksheet.write_datetime(row_index, column_index, cell, cell_format)
        return
    if cell is None:
        worksheet.write_blank(row_index, column_index, None, cell_format)
        return
    # write_string only: nothing in a report may run as a formula or become a link.
    cell_text = str(cell)[:_MAX_CELL_LENGTH]
    worksheet.write_string(row_index, column_index, cell_text.encode("utf-8", "replace").decode(), cell_format)
