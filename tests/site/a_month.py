"""A month of the invented city's plan: reported, checked, assessed."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

from cast_of_people import Cast
from signing import sign_with_reasons

from duban_site.plans.models import Plan
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.actions.attach_evidence import attach
from duban_site.reporting.actions.check_report import accept_report
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.sign_report import submit
from duban_site.reporting.actions.write_entry import EntryInput, FigureInput, write_entry
from duban_site.reporting.models import BodyReport


def reported(
    cast: Cast, plan: Plan, month: int, pumps: str, *, accept: bool = True, problems: str = "设备晚到"
) -> BodyReport:
    """The water bureau's report of a month: so many pump stations, one file of evidence."""
    report = open_round(cast.shen, plan, month).reports.get(body=cast.water)
    one = plan.commitments.get(number="1.1.2")
    figure = FigureInput(one.claims.get(), f"{plan.year}-01..{month:02}", Decimal(pumps), None, "preliminary")
    said = EntryInput(one, 0, f"已改造{pumps}座。", problems, "下月再改两座。", [figure])
    write_entry(cast.lu, report, said)
    attach(cast.lu, report, one, "验收单.pdf", io.BytesIO(b"%PDF-1.7 " + pumps.encode()))
    sign_with_reasons(cast.wei, report)
    submit(cast.lu, report)
    report.refresh_from_db()
    if accept:
        accept_report(cast.shen, report)
    return report


def assessed(cast: Cast, plan: Plan, month: int) -> dt.date:
    """The plan judged in the middle of the month after."""
    day = dt.date(plan.year, month + 1, 15)
    assess_plan(cast.shen, plan, day)
    return day
