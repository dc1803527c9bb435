"""A job of every kind that a person asks for, with something to write."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
from cast_of_people import Cast
from django.test import Client
from old_trees import OLD, TREES

from duban.documents.breakdown_rows import BREAKDOWN_COLUMNS
from duban.registers import read_template_text
from duban.registers.sheets import Sheet, write_xlsx
from duban_site.jobs.actions.enqueue import enqueue
from duban_site.jobs.models import Job
from duban_site.plans.models import Plan
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.import_readings import compare_readings
from duban_site.registers.actions.import_sheets import compare_sheets
from duban_site.registers.models import Register
from duban_site.registers.uploads import read_sheets_from_file
from duban_site.reporting.actions.import_sheet import compare_month_sheet, read_month_sheet
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.sheet import HEADINGS
from duban_site.reporting.sheet import build_workbook as month_sheet
from duban_site.roster.changes import compare_roster
from duban_site.roster.sheet import read_roster
from duban_site.snapshots.actions.close_month import close_month

YEAR = 2031
REPORT = "云泽市政府工作报告\n一、2031年工作安排\n" + "".join(
    f"{n}.新建桥梁{n}座，改造道路{n}公里。\n" for n in range(1, 40)
)
Begin = Callable[[Plan, Cast], Job]


def importing(plan: Plan, cast: Cast) -> Job:
    asked = {"city": "云泽市", "year": YEAR}
    return enqueue(cast.shen, "plans.import", asked, file=("r.txt", REPORT.encode()))


def assessing(plan: Plan, cast: Cast) -> Job:
    day = dt.date(YEAR, 8, 31).isoformat()
    return enqueue(cast.shen, "reporting.assess", {"plan": plan.pk, "as_of": day})


def closing(plan: Plan, cast: Cast) -> Job:
    asked = {"plan": plan.pk, "month": 3, "with_unchecked": True}
    return enqueue(cast.shen, "snapshots.close", asked)


def publishing(plan: Plan, cast: Cast) -> Job:
    closed = close_month(cast.shen, plan, 3, with_unchecked=True)
    asked = {"snapshot": closed.pk, "shown": [True, True, True]}
    return enqueue(cast.shen, "snapshots.publish", asked)


def drafting(plan: Plan, cast: Cast) -> Job:
    closed = close_month(cast.shen, plan, 3, with_unchecked=True)
    return enqueue(cast.shen, "bulletins.write", {"snapshot": closed.pk})


def filling(plan: Plan, cast: Cast) -> Job:
    """The breakdown table, with a note in every row, confirmed."""
    from duban_site.plans.actions.import_breakdown import compare_breakdown, read_table

    browser = Client()
    browser.force_login(cast.shen)
    data = browser.get(f"/reporting/plans/{plan.pk}/breakdown.xlsx").content
    book, out = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    note = [column.heading for column in BREAKDOWN_COLUMNS].index("备注") + 1
    for row in range(3, book.active.max_row + 1):
        book.active.cell(row, note).value = f"第{row}行"
    book.save(out)
    table = read_table(out.getvalue())
    digest = compare_breakdown(plan, table, open_bodies=False).digest
    asked = {"plan": plan.pk, "open_bodies": False, "confirmed": digest}
    return enqueue(cast.shen, "plans.import_breakdown", asked, file=("b.xlsx", out.getvalue()))


def filling_a_month(plan: Plan, cast: Cast) -> Job:
    """A month's sheet with the progress of every task, confirmed."""
    report = open_round(cast.shen, plan, 4).reports.get(body=cast.water)
    book, out = openpyxl.load_workbook(io.BytesIO(month_sheet(report))), io.BytesIO()
    progress = HEADINGS.index("进展情况") + 1
    for row in range(2, book.active.max_row + 1):
        book.active.cell(row, progress).value = f"{book.active.cell(row, 1).value}已推进"
    book.save(out)
    sheet = read_month_sheet("m.xlsx", out.getvalue())
    asked = {"report": report.pk, "confirmed": compare_month_sheet(report, sheet).digest}
    return enqueue(cast.lu, "reporting.import_sheet", asked, file=("m.xlsx", out.getvalue()))


def importing_trees(plan: Plan, cast: Cast) -> Job:
    """A register's workbook with 40 new trees, confirmed."""
    trees = declare_register(cast.shen, TREES)
    headings = tuple(trees.declaration.field(key).heading for key in OLD)
    rows = tuple((None, *OLD.values()) for _ in range(40))
    sheets = (Sheet(trees.declaration.name, ("记录编号", *headings), rows),)
    return importing_rows(cast, trees, sheets, "import", compare_sheets)


def importing_air(plan: Plan, cast: Cast) -> Job:
    """Sixty days of one station's air, confirmed."""
    air = declare_register(cast.shen, read_template_text("air"))
    create_record(cast.shen, air, {"station": "一号点", "level": "市控", "year": 2025, "lead_body": "市水务局"})
    days = [(dt.date(2025, 1, 1) + dt.timedelta(days=n)).isoformat() for n in range(60)]
    rows = tuple(("一号点", day, 20, 50, 9, 20, 99, "0.8") for day in days)
    heads = ("点位", "日期", "PM2.5", "PM10", "二氧化硫", "二氧化氮", "臭氧日最大8小时", "一氧化碳")
    return importing_rows(cast, air, (Sheet("a", heads, rows),), "import_readings", compare_readings)


def importing_rows(cast: Cast, register: Register, sheets: tuple[Sheet, ...], kind: str, compare: Any) -> Job:
    data = write_xlsx(sheets)
    digest = compare(cast.shen, register, read_sheets_from_file("a.xlsx", data)).digest
    asked = {"register": register.pk, "confirmed": digest}
    return enqueue(cast.shen, f"registers.{kind}", asked, file=("a.xlsx", data))


def observing(plan: Plan, cast: Cast) -> Job:
    """A statistical bulletin, read for the plan's targets."""
    text = "青澜市2031年国民经济和社会发展统计公报\n全年地区生产总值比上年增长4.8%。\n"
    file = ("公报.txt", text.encode())
    return enqueue(cast.shen, "observation.read", {"plan": plan.pk}, file=file)


def opening_people(plan: Plan, cast: Cast) -> Job:
    """Twenty people of one body, confirmed."""
    people = [("姓名", "账号", "单位", "角色")]
    people += [(f"人{n}", f"person{n}", "市水务局", "单位联络员") for n in range(20)]
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in people:
        book.active.append(row)
    book.save(out)
    digest = compare_roster(cast.ning, read_roster(out.getvalue())).digest
    asked = {"confirmed": digest}
    return enqueue(cast.ning, "roster.import", asked, file=("p.xlsx", out.getvalue()))


WORK: dict[str, Begin] = {
    "plans.import": importing,
    "plans.import_breakdown": filling,
    "reporting.import_sheet": filling_a_month,
    "registers.import": importing_trees,
    "registers.import_readings": importing_air,
    "roster.import": opening_people,
    "observation.read": observing,
    "reporting.assess": assessing,
    "snapshots.close": closing,
    "snapshots.publish": publishing,
    "bulletins.write": drafting,
}
