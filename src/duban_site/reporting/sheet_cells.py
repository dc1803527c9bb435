"""One figure of a month's sheet: what its row says, or the fault in the cell that is wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from duban.series import Version
from duban_site.core.amounts import read
from duban_site.core.errors import Refused
from duban_site.reporting.actions.write_entry import checked_period
from duban_site.reporting.models import BodyReport
from duban_site.reporting.queries.month import FigureRow, MonthRow, usual_period
from duban_site.reporting.sheet import cells_of

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
            return cells_of(None, self.row)
        told = (self.value, self.period, self.published, self.version)
        return cells_of(told, self.row)


def read_figure(
    report: BodyReport, row: MonthRow, n: int, line: dict[str, str], faults: Faults
) -> SheetFigure | None:
    """The figure of a row; None if the row has none, or has a fault, which is added to `faults`."""
    said = line["数值"]
    place = line["指标号"]
    if not place and said and len(row.figures) == 1:
        place = "1"
    figure = {str(at): one for at, one in enumerate(row.figures, 1)}.get(place)
    if figure is None:
        if place:
            faults.append((n, "指标号", _("本条任务没有 %s 号指标。") % place))
        elif said:
            faults.append((n, "指标号", _("填了数值，没有写是几号指标。")))
        return None
    if not said:
        return None if figure.now is None else _emptied(n, figure)
    return _filled(report, figure, n, line, faults)


def _emptied(n: int, row: FigureRow) -> SheetFigure:
    return SheetFigure(n, row, None, "", None, Version.PRELIMINARY.value)


def _filled(
    report: BodyReport, row: FigureRow, n: int, line: dict[str, str], faults: Faults
) -> SheetFigure | None:
    """A figure with a value; a missing column or empty cell keeps what is stored."""
    now = row.now
    period = line.get("数据期") or (usual_period(report.round) if now is None else now.period)
    published = None if now is None else now.published
    version = Version.PRELIMINARY.value if now is None else now.version
    column = "数值"
    try:
        unit = line.get("单位", "")
        typed = line["数值"].removesuffix("％").removesuffix("%") if unit == "%" else line["数值"]
        value = row.turned(read(typed + unit, row.claim.unit, row.scale))
        column = "数据期"
        checked_period(period, report.round.plan.year)
        column = "发布日期"
        if line.get("发布日期"):
            published = dt.date.fromisoformat(line["发布日期"])
        column = "版本"
        if line.get("版本"):
            version = Version.parse(line["版本"]).value
    except (Refused, ValueError) as error:
        faults.append((n, column, str(error)))
        return None
    return SheetFigure(n, row, value, period, published, version)
