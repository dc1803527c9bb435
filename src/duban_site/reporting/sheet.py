"""The month's list as a sheet: downloaded, filled in Excel, uploaded or pasted back."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from duban.documents.breakdown_xlsx import BreakdownError, sheet_lines
from duban.series import Version
from duban.workbooks import find
from duban_site.core.amounts import plain, read
from duban_site.core.errors import Refused, RowErrors
from duban_site.reporting.actions.write_entry import EntryInput, FigureInput, checked_period
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
WIDTHS = (9, 40, 7, 24, 14, 18, 13, 14, 10, 12, 8, 40, 28, 28)
HEADING_ROWS = 10
Line = dict[str, str]


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
    entry = row.entry
    texts = [entry.progress, entry.problems, entry.next_steps] if entry else ["", "", ""]
    head = [row.commitment.number, row.commitment.text]
    if figure is None:
        return [*head, *[""] * 9, *texts]
    claim, now, last, scale = figure.claim, figure.now, figure.last, figure.scale
    return [
        *head,
        str(n),
        claim.indicator,
        claim.number,
        "" if last is None else f"{plain(last.value / scale.factor)}（{last.period}）",
        period if now is None else now.period,
        "" if now is None else plain(now.value / scale.factor),
        scale.label,
        "" if now is None or now.published is None else now.published.isoformat(),
        "初步" if now is None else Version(now.version).chinese,
        *texts,
    ]


def workbook(report: BodyReport) -> bytes:
    """The lines as a workbook."""
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


def from_workbook(data: bytes) -> list[list[str]]:
    """The lines of an uploaded workbook. Raises RowErrors for a file that is none."""
    try:
        return sheet_lines(data)
    except BreakdownError as error:
        raise RowErrors(str(error), error.errors) from error


def from_paste(text: str) -> list[list[str]]:
    """The lines of what was copied in Excel: cells apart by tabs."""
    return [[cell.strip() for cell in line.split("\t")] for line in text.splitlines()]


def inputs(report: BodyReport, lines: Sequence[Sequence[str]]) -> list[EntryInput]:
    """What the lines say, as entries. Raises RowErrors that name every wrong cell."""
    at, lines_by_heading = _named(lines)
    rows = {row.commitment.number: row for row in month_rows(report)}
    errors: list[tuple[int, str, str]] = []
    found: dict[str, list[tuple[int, Line]]] = {}
    for n, line in enumerate(lines_by_heading, start=at + 2):
        number = line.get("序号", "")
        if number in rows:
            found.setdefault(number, []).append((n, line))
        elif any(line.values()):
            errors.append((n, "序号", _("“%s”不在本单位本月的清单里。") % number))
    out = [_input(report, rows[key], group, errors) for key, group in found.items()]
    if errors:
        message = _("表中有 %(count)s 处错误，什么都没有保存。")
        raise RowErrors(message % {"count": len(errors)}, errors)
    if not out:
        raise Refused(_("表中没有本单位本月的任务。"))
    return out


def _named(lines: Sequence[Sequence[str]]) -> tuple[int, list[Line]]:
    for at, line in enumerate(lines[:HEADING_ROWS]):
        found = find(line, HEADINGS)
        if found.twice and found.places.keys() >= set(NEEDED):
            twice = "、".join(found.twice)
            raise Refused(_("这些列出现了两次，请各留一列：%s。") % twice)
        if found.places.keys() >= set(NEEDED):
            places = found.places
            return at, [
                {name: row[n] if n < len(row) else "" for name, n in places.items()}
                for row in lines[at + 1 :]
            ]
    message = _("没有找到表头。请连同表头一起复制，至少有这些列：%s。")
    raise Refused(message % "、".join(NEEDED))


def _input(
    report: BodyReport,
    row: MonthRow,
    group: list[tuple[int, Line]],
    errors: list[tuple[int, str, str]],
) -> EntryInput:
    by_number = {str(n): figure for n, figure in enumerate(row.figures, 1)}
    figures = []
    for n, line in group:
        figure = by_number.get(line["指标号"])
        if figure is None and line["指标号"]:
            errors.append((n, "指标号", _("本条任务没有 %s 号指标。") % line["指标号"]))
        if figure is not None and line.get("数值"):
            read_one = _figure(report, figure, n, line, errors)
            figures += [] if read_one is None else [read_one]
    first = group[0][1]
    return EntryInput(
        row.commitment,
        row.version,
        first.get("进展情况"),
        first.get("存在问题"),
        first.get("下一步安排"),
        figures,
    )


def _figure(
    report: BodyReport,
    row: FigureRow,
    n: int,
    line: Line,
    errors: list[tuple[int, str, str]],
) -> FigureInput | None:
    value, published, version = Decimal(0), None, Version.PRELIMINARY
    period = line.get("数据期") or usual_period(report.round)
    column = "数值"
    try:
        unit = line.get("单位", "")
        typed = line["数值"].removesuffix("％").removesuffix("%") if unit == "%" else line["数值"]
        value = read(typed + unit, row.claim.unit, row.scale)
        column = "数据期"
        checked_period(period, report.round.plan.year)
        column = "发布日期"
        if line.get("发布日期"):
            published = dt.date.fromisoformat(line["发布日期"])
        column = "版本"
        version = Version.parse(line.get("版本", ""))
    except (Refused, ValueError) as error:
        errors.append((n, column, str(error)))
        return None
    return FigureInput(row.claim, period, value, published, version.value)
