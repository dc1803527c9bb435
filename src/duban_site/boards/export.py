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
from duban_site.core.status_words import WORDS
from duban_site.plans.models import Duty, Plan

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BATCH = 2000
Cell = str | Decimal | dt.date | None


def headings() -> list[str]:
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


def rows(plan: Plan, month: Month | None, found: Any) -> Iterator[list[Cell]]:
    """One row a commitment."""
    nature = _("模拟") if plan.simulated else _("实际")
    for one in found.iterator(BATCH):
        bodies = list(one.responsibilities.all())
        yield [
            one.number,
            one.topic.part.heading,
            one.text,
            str(one.get_type_display()),
            "、".join(r.body.name for r in bodies if r.duty == Duty.LEAD),
            "、".join(r.body.name for r in bodies if r.duty == Duty.COOPERATING),
            one.leader.name if one.leader else "",
            one.deadline,
            one.now_indicator or "",
            one.now_value,
            one.now_expected,
            one.now_gap,
            one.now_unit or "",
            str(WORDS.get(one.now_status, "")),
            None if month is None else month.as_of,
            nature,
        ]


def as_csv(plan: Plan, month: Month | None, found: Any) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets open it as it is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings())
    writer.writerows([cell_text(cell) for cell in row] for row in rows(plan, month, found))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def cell_text(cell: Cell) -> str:
    """Return a cell of a CSV as text, quoted where a spreadsheet would take it for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return "'" + cell if cell.startswith(FORMULA) else cell


def as_xlsx(plan: Plan, month: Month | None, found: Any) -> bytes:
    """One sheet, a frozen heading, a filter."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("目标任务"))
    bold = book.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    titles = headings()
    for n, title in enumerate(titles):
        sheet.set_column(n, n, 48 if n == 2 else 14)
        sheet.write_string(0, n, title, bold)
    last = 0
    for last, row in enumerate(rows(plan, month, found), start=1):
        for n, cell in enumerate(row):
            write_cell(sheet, last, n, cell, wrap, day)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(titles) - 1)
    book.close()
    return out.getvalue()


def write_cell(sheet: Any, row: int, column: int, cell: Cell, wrap: Any, day: Any) -> None:
    """Write a cell of a workbook: numbers as numbers, dates as dates, the rest as text."""
    if isinstance(cell, Decimal):
        sheet.write_number(row, column, float(cell), wrap)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, column, dt.datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
    elif cell:
        sheet.write_string(row, column, cell, wrap)
