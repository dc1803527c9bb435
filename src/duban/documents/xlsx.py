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
from duban.documents.rows import COLUMNS, Cell, rows

# The longest text a cell may hold (Excel specifications and limits).
LONGEST = 32_767


def report_xlsx(report: Report) -> bytes:
    """The report's table as a workbook. The same report gives the same bytes."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError("XLSX", "documents") from error
    out = io.BytesIO()
    # Text is only ever written as text: nothing in a report may run as a formula or become a link.
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    book.set_properties({"title": report.title or "", "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
    _table_sheet(book, report)
    _about_sheet(book, report)
    book.close()
    return out.getvalue()


def _table_sheet(book: Any, report: Report) -> None:
    heading = book.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    whole = book.add_format({"num_format": "#,##0", "valign": "top"})
    sheet = book.add_worksheet("目标任务与指标")
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.heading, heading)
    last = 0
    for last, row in enumerate(rows(report), start=1):
        for number, cell in enumerate(row):
            round_sum = isinstance(cell, Decimal) and cell == cell.to_integral_value()
            _write(sheet, last, number, cell, whole if round_sum else text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)


def _about_sheet(book: Any, report: Report) -> None:
    facts: list[tuple[str, Cell]] = [
        ("标题", report.title),
        ("地区", report.jurisdiction),
        ("日期", report.date.isoformat() if report.date else None),
        ("计划年度", report.year),
        ("目标任务", sum(1 for _ in report.commitments())),
        ("指标", sum(1 for _ in report.claims())),
        ("未读", len(report.unread)),
        *(("注意", notice.say("zh")) for notice in report.notices),
    ]
    sheet = book.add_worksheet("报告")
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 60)
    plain = book.add_format({"valign": "top", "align": "left"})
    for line, (name, cell) in enumerate(facts):
        sheet.write_string(line, 0, name)
        _write(sheet, line, 1, cell, plain)


def _write(sheet: Any, line: int, column: int, cell: Cell, style: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        kept = cell if len(cell) <= LONGEST else cell[: LONGEST - 1] + "…"
        sheet.write_string(line, column, kept.encode("utf-8", "replace").decode(), style)
    else:
        sheet.write_number(line, column, float(cell), style)
