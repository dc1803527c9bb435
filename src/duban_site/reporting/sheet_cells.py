"""One figure of a month's sheet: what its row says, or the fault in the cell that is wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from duban.series import Version
from duban_site.core.amounts import parse_amount
from duban_site.core.errors import Refused
from duban_site.reporting.actions.write_entry import parse_period
from duban_site.reporting.models import BodyReport
from duban_site.reporting.queries.month import FigureRow, MonthRow, default_period
from duban_site.reporting.sheet import format_cells

Faults = list[tuple[int, str, str]]


@dataclass(frozen=True, slots=True)
class SheetFigure:
    """A figure as the sheet has it, in the claim's base unit; None where the cell is empty."""

    number: int
    row: FigureRow
    value: Decimal | None
    period: str
    published: dt.date | None
    version: str

    @property
    def emptied(self) -> bool:
        """Whether the sheet's cell is empty although a value is stored."""
        return self.value is None

    def cells(self) -> dict[str, str]:
        """Heading → text, as the sheet writes them."""
        if self.value is None:
            return format_cells(None, self.row)
        typed_figure = (self.value, self.period, self.published, self.version)
        return format_cells(typed_figure, self.row)


def read_figure(
    report: BodyReport, row: MonthRow, row_number: int, line: dict[str, str], faults: Faults
) -> SheetFigure | None:
    """The figure of a row; None if the row has none, or has a fault, which is added to `faults`."""
    value_text = line["数值"]
    claim_position = line["指标号"]
    if not claim_position and value_text and len(row.figures) == 1:
        claim_position = "1"
    figure = {str(position): figure_row for position, figure_row in enumerate(row.figures, 1)}.get(claim_position)
    if figure is None:
        if claim_position:
            faults.append((row_number, "指标号", _("本条任务没有 %s 号指标。") % claim_position))
        elif value_text:
            faults.append((row_number, "指标号", _("填了数值，没有写是几号指标。")))
        return None
    if not value_text:
        return None if figure.now is None else _empty_figure(row_number, figure)
    return _read_filled_figure(report, figure, row_number, line, faults)


def _empty_figure(row_number: int, figure_row: FigureRow) -> SheetFigure:
    return SheetFigure(row_number, figure_row, None, "", None, Version.PRELIMINARY.value)


def _read_filled_figure(
    report: BodyReport, figure_row: FigureRow, row_number: int, line: dict[str, str], faults: Faults
) -> SheetFigure | None:
    """A figure with a value; a missing column or empty cell keeps what is stored."""
    current_figure = figure_row.now
    period = line.get("数据期") or (default_period(report.round) if current_figure is None else current_figure.period)
    published = None if current_figure is None else current_figure.published
    version = Version.PRELIMINARY.value if current_figure is None else current_figure.version
    column = "数值"
    try:
        unit = line.get("单位", "")
        typed_value = line["数值"].removesuffix("％").removesuffix("%") if unit == "%" else line["数值"]
        value = figure_row.flip_sign(parse_amount(typed_value + unit, figure_row.claim.unit, figure_row.scale))
        column = "数据期"
        period = str(parse_period(period, report.round.plan.year))
        column = "发布日期"
        if line.get("发布日期"):
            published = dt.date.fromisoformat(line["发布日期"])
        column = "版本"
        if line.get("版本"):
            version = Version.parse(line["版本"]).value
    except (Refused, ValueError) as error:
        faults.append((row_number, column, str(error)))
        return None
    return SheetFigure(row_number, figure_row, value, period, published, version)
