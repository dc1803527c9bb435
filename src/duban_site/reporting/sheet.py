"""Export the month's list as a sheet to fill in Excel; `import_sheet` reads it back."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

from duban.series import Version
from duban_site.core.amounts import plain
from duban_site.reporting.models import BodyReport
from duban_site.reporting.queries.month import FigureRow, MonthRow, month_rows, usual_period

HEADINGS = (
    "序号",
    "目标任务",
    "指标号",
    "指标",
    "目标",
    "上期数据",
    "数据期",
    "数值",
    "单位",
    "发布日期",
    "版本",
    "进展情况",
    "存在问题",
    "下一步安排",
)
NEEDED = ("序号", "指标号", "数值", "进展情况")
TEXTS = ("进展情况", "存在问题", "下一步安排")
FREE = ("数据期", "数值", "单位", "发布日期", "版本", *TEXTS)
"""The columns to fill in; the rest describe the commitment and its target."""
WIDTHS = (9, 40, 7, 24, 14, 18, 13, 14, 10, 12, 8, 40, 28, 28)

Told = tuple[Decimal, str, dt.date | None, str]
"""A figure's value, period, day of publication and version."""


def lines_of(report: BodyReport) -> list[list[str]]:
    """The sheet's lines, one a claim (one for a commitment without claims), with a heading line."""
    out = [list(HEADINGS)]
    period = usual_period(report.round)
    for row in month_rows(report):
        out += [_line(row, n, figure, period) for n, figure in enumerate(row.figures, 1)]
        if not row.figures:
            out.append(_line(row, 0, None, period))
    return out


def _line(row: MonthRow, n: int, figure: FigureRow | None, period: str) -> list[str]:
    texts = [*text_cells(row).values()]
    head = [row.commitment.number, row.commitment.text]
    if figure is None:
        return [*head, *[""] * 9, *texts]
    claim, last, scale = figure.claim, figure.last, figure.scale
    cells = figure_cells(figure)
    return [
        *head,
        str(n),
        claim.indicator,
        claim.number,
        "" if last is None else f"{typed(figure, last.value)}（{last.period}）",
        cells["数据期"] or period,
        cells["数值"],
        scale.label,
        cells["发布日期"],
        cells["版本"] or Version.PRELIMINARY.chinese,
        *texts,
    ]


def text_cells(row: MonthRow) -> dict[str, str]:
    """Heading → text of a commitment's entry."""
    entry = row.entry
    texts = (entry.progress, entry.problems, entry.next_steps) if entry else ("", "", "")
    return dict(zip(TEXTS, texts, strict=True))


def figure_cells(row: FigureRow) -> dict[str, str]:
    """Heading → cell of the figure typed so far; empty texts where there is none."""
    now = row.now
    if now is None:
        return cells_of(None, row)
    return cells_of((now.value, now.period, now.published, now.version), row)


def typed(row: FigureRow, value: Decimal) -> str:
    """A stored value as it is typed: in the row's scale, a fall without its sign if so declared."""
    return plain(row.turned(value) / row.scale.factor)


def cells_of(told: Told | None, row: FigureRow) -> dict[str, str]:
    """Heading → cell, for a figure's value, period, day of publication and version."""
    if told is None:
        return {"数据期": "", "数值": "", "发布日期": "", "版本": ""}
    value, period, published, version = told
    return {
        "数据期": period,
        "数值": typed(row, value),
        "发布日期": "" if published is None else published.isoformat(),
        "版本": Version(version).chinese,
    }


def workbook(report: BodyReport) -> bytes:
    """The sheet as the bytes of an .xlsx workbook."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet("月度填报")
    heading = book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1})
    text = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for n, line in enumerate(lines_of(report)):
        for column, cell in enumerate(line):
            sheet.write_string(n, column, cell, heading if n == 0 else text)
    sheet.freeze_panes(1, 2)
    book.close()
    return out.getvalue()
