"""Export the month's list as a sheet to fill in Excel; `import_sheet` reads it back."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

from duban.series import Version
from duban_site.core.amounts import format_plain
from duban_site.plans.breakdown import format_target
from duban_site.reporting.models import BodyReport, Figure
from duban_site.reporting.period_words import period_words
from duban_site.reporting.queries.month import FigureRow, MonthRow, build_month_rows, default_period

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
REQUIRED_HEADINGS = ("序号", "指标号", "数值", "进展情况")
TEXT_HEADINGS = ("进展情况", "存在问题", "下一步安排")
EDITABLE_HEADINGS = ("数据期", "数值", "单位", "发布日期", "版本", *TEXT_HEADINGS)
"""The columns to fill in; the rest describe the commitment and its target."""
COLUMN_WIDTHS = (9, 40, 7, 24, 14, 18, 13, 14, 10, 12, 8, 40, 28, 28)

TypedFigure = tuple[Decimal, str, dt.date | None, str]
"""A figure's value, period, day of publication and version."""


def build_lines(report: BodyReport) -> list[list[str]]:
    """The sheet's lines, one a claim (one for a commitment without claims), with a heading line."""
    lines = [list(HEADINGS)]
    period = default_period(report.round)
    for row in build_month_rows(report):
        lines += [_build_line(row, claim_number, figure, period) for claim_number, figure in enumerate(row.figures, 1)]
        if not row.figures:
            lines.append(_build_line(row, 0, None, period))
    return lines


def _format_latest(figure_row: FigureRow, latest: Figure) -> str:
    return f"{format_typed_value(figure_row, latest.value)}（{period_words(latest.period)}）"


def _build_line(row: MonthRow, claim_number: int, figure: FigureRow | None, period: str) -> list[str]:
    texts = [*format_text_cells(row).values()]
    leading_cells = [row.commitment.number, row.commitment.text]
    if figure is None:
        return [*leading_cells, *[""] * 9, *texts]
    claim, latest_figure, scale = figure.claim, figure.last, figure.scale
    cells = format_figure_cells(figure)
    return [
        *leading_cells,
        str(claim_number),
        claim.indicator,
        format_target(claim),
        "" if latest_figure is None else _format_latest(figure, latest_figure),
        cells["数据期"] or period_words(period),
        cells["数值"],
        scale.label,
        cells["发布日期"],
        cells["版本"] or Version.PRELIMINARY.chinese,
        *texts,
    ]


def format_text_cells(row: MonthRow) -> dict[str, str]:
    """Heading → text of a commitment's entry."""
    entry = row.entry
    texts = (entry.progress, entry.problems, entry.next_steps) if entry else ("", "", "")
    return dict(zip(TEXT_HEADINGS, texts, strict=True))


def format_figure_cells(row: FigureRow) -> dict[str, str]:
    """Heading → cell of the figure typed so far; empty texts where there is none."""
    current_figure = row.now
    if current_figure is None:
        return format_cells(None, row)
    return format_cells(
        (current_figure.value, current_figure.period, current_figure.published, current_figure.version), row
    )


def format_typed_value(row: FigureRow, value: Decimal) -> str:
    """A stored value as it is typed: in the row's scale, a fall without its sign if so declared."""
    return format_plain(row.flip_sign(value) / row.scale.factor)


def format_cells(typed_figure: TypedFigure | None, row: FigureRow) -> dict[str, str]:
    """Heading → cell, for a figure's value, period, day of publication and version."""
    if typed_figure is None:
        return {"数据期": "", "数值": "", "发布日期": "", "版本": ""}
    value, period, published, version = typed_figure
    return {
        "数据期": period_words(period),
        "数值": format_typed_value(row, value),
        "发布日期": "" if published is None else published.isoformat(),
        "版本": Version(version).chinese,
    }


def build_workbook(report: BodyReport) -> bytes:
    """The sheet as the bytes of an .xlsx workbook."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    new_workbook = xlsxwriter.Workbook(buffer, options)
    sheet = new_workbook.add_worksheet("月度填报")
    heading_format = new_workbook.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1})
    text_format = new_workbook.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    for column, width in enumerate(COLUMN_WIDTHS):
        sheet.set_column(column, column, width)
    for line_index, line in enumerate(build_lines(report)):
        for column, cell in enumerate(line):
            sheet.write_string(line_index, column, cell, heading_format if line_index == 0 else text_format)
    sheet.freeze_panes(1, 2)
    new_workbook.close()
    return buffer.getvalue()
