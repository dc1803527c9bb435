"""XLSX for the office: two sheets, a frozen heading, a filter, numbers as numbers.

A spreadsheet holds 15 digits; the figure as it was written stands beside it in 数值原文.
"""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

from duban.commitments import Report
from duban.documents.errors import MissingExtraError
from duban.documents.report_rows import REPORT_COLUMNS, Cell, list_rows

# The longest text a cell may hold (Excel specifications and limits).
MAX_CELL_LENGTH = 32_767


def render_report_xlsx(report: Report) -> bytes:
    """The report's table as a workbook. The same report gives the same bytes."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError("XLSX", "documents") from error
    buffer = io.BytesIO()
    # Text is only ever written as text: nothing in a report may run as a formula or become a link.
    workbook = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    )
    workbook.set_properties({"title": report.title or "", "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
    _write_table_sheet(workbook, report)
    _write_about_sheet(workbook, report)
    workbook.close()
    return buffer.getvalue()


def _write_table_sheet(workbook: Any, report: Report) -> None:
    heading_format = workbook.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1, "valign": "top"})
    text_format = workbook.add_format({"text_wrap": True, "valign": "top"})
    integer_format = workbook.add_format({"num_format": "#,##0", "valign": "top"})
    sheet = workbook.add_worksheet("目标任务与指标")
    for column_index, column in enumerate(REPORT_COLUMNS):
        sheet.set_column(column_index, column_index, column.width)
        sheet.write_string(0, column_index, column.heading, heading_format)
    last_row = 0
    for last_row, row in enumerate(list_rows(report), start=1):
        for column_index, cell in enumerate(row):
            is_integer = isinstance(cell, Decimal) and cell == cell.to_integral_value()
            _write_cell(sheet, last_row, column_index, cell, integer_format if is_integer else text_format)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last_row, len(REPORT_COLUMNS) - 1)


def _write_about_sheet(workbook: Any, report: Report) -> None:
    facts: list[tuple[str, Cell]] = [
        ("标题", report.title),
        ("地区", report.jurisdiction),
        ("日期", report.date.isoformat() if report.date else None),
        ("计划年度", report.year),
        ("目标任务", sum(1 for _ in report.commitments())),
        ("指标", sum(1 for _ in report.claims())),
        ("未读", len(report.unread)),
        *(("注意", notice.render("zh")) for notice in report.notices),
    ]
    sheet = workbook.add_worksheet("报告")
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 60)
    plain_format = workbook.add_format({"valign": "top", "align": "left"})
    for row_index, (label, cell) in enumerate(facts):
        sheet.write_string(row_index, 0, label)
        _write_cell(sheet, row_index, 1, cell, plain_format)


def _write_cell(sheet: Any, row_index: int, column_index: int, cell: Cell, cell_format: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        cell_text = cell if len(cell) <= MAX_CELL_LENGTH else cell[: MAX_CELL_LENGTH - 1] + "…"
        sheet.write_string(row_index, column_index, cell_text.encode("utf-8", "replace").decode(), cell_format)
    else:
        sheet.write_number(row_index, column_index, float(cell), cell_format)
