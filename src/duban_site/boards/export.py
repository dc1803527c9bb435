"""The table as CSV and as a workbook: the same columns, numbers as numbers, no cell a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from duban_site.boards.queries import Month
from duban_site.core.status_labels import LABEL_BY_STATUS
from duban_site.plans.models import Duty, Plan

FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n")
BATCH_SIZE = 2000
Cell = str | Decimal | dt.date | None


def list_headings() -> list[str]:
    """Return the headings of the columns, in the order of `build_rows`."""
    return [
        _("编号"),
        _("部分"),
        _("目标任务"),
        _("目标类型"),
        _("牵头单位"),
        _("责任（协同）单位"),
        _("分管领导"),
        _("完成时限"),
        _("指标名称"),
        _("进展数据"),
        _("应达"),
        _("差距"),
        _("单位"),
        _("评价"),
        _("评价日期"),
        _("数据性质"),
    ]


def build_rows(plan: Plan, month: Month | None, commitments: Any) -> Iterator[list[Cell]]:
    """One row a commitment."""
    nature = _("模拟") if plan.simulated else _("实际")
    for commitment in commitments.iterator(BATCH_SIZE):
        responsibilities = list(commitment.responsibilities.all())
        yield [
            commitment.number,
            commitment.topic.part.heading,
            commitment.text,
            str(commitment.get_type_display()),
            "、".join(
                responsibility.body.name for responsibility in responsibilities if responsibility.duty == Duty.LEAD
            ),
            "、".join(
                responsibility.body.name
                for responsibility in responsibilities
                if responsibility.duty == Duty.COOPERATING
            ),
            commitment.leader.name if commitment.leader else "",
            commitment.deadline,
            commitment.now_indicator or "",
            commitment.now_value,
            commitment.now_expected,
            commitment.now_gap,
            commitment.now_unit or "",
            str(LABEL_BY_STATUS.get(commitment.now_status, "")),
            None if month is None else month.as_of,
            nature,
        ]


def render_csv(plan: Plan, month: Month | None, commitments: Any) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets open it as it is."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(list_headings())
    writer.writerows([cell_text(cell) for cell in row] for row in build_rows(plan, month, commitments))
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def cell_text(cell: Cell) -> str:
    """Return a cell of a CSV as text, quoted where a spreadsheet would take it for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return "'" + cell if cell.startswith(FORMULA_PREFIXES) else cell


def render_xlsx(plan: Plan, month: Month | None, commitments: Any) -> bytes:
    """One sheet, a frozen heading, a filter."""
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = workbook.add_worksheet(_("目标任务"))
    heading_format = workbook.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1})
    text_format = workbook.add_format({"text_wrap": True, "valign": "top"})
    date_format = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    titles = list_headings()
    for column, title in enumerate(titles):
        sheet.set_column(column, column, 48 if column == 2 else 14)
        sheet.write_string(0, column, title, heading_format)
    last_row = 0
    for last_row, cells in enumerate(build_rows(plan, month, commitments), start=1):
        for column, cell in enumerate(cells):
            write_cell(sheet, last_row, column, cell, text_format, date_format)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last_row, len(titles) - 1)
    workbook.close()
    return buffer.getvalue()


def write_cell(sheet: Any, row: int, column: int, cell: Cell, text_format: Any, date_format: Any) -> None:
    """Write a cell of a workbook: numbers as numbers, dates as dates, the rest as text."""
    if isinstance(cell, Decimal):
        sheet.write_number(row, column, float(cell), text_format)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, column, dt.datetime(cell.year, cell.month, cell.day), date_format)  # noqa: DTZ001
    elif cell:
        sheet.write_string(row, column, cell, text_format)
