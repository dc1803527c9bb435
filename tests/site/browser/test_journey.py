"""From a report's file to a light that changes, each step by who does it, in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser.steps import arrive, leave_empty, press, said, sign_in
from cast_of_people import Cast
from openpyxl import load_workbook

from duban_site.people.models import Person
from duban_site.plans.models import Plan
from duban_site.reporting.models import Figure

pytestmark = pytest.mark.django_db(transaction=True)
Window = Callable[[Person | None], Any]
REPORT = """青澜市政府工作报告
2031年1月20日在青澜市第九届人民代表大会第三次会议上
一、2030年工作回顾
过去一年，全市整治河道90公里。
二、2031年工作安排
预期目标是：全市生产总值增长5%左右。
（一）把水治好。整治河道120公里。改造泵站12座。
（二）让街市热闹。社会消费品零售总额增长6%以上。
"""
RIVERS = "整治河道120公里"


def imported(office: Any, file: Path) -> Plan:
    """The officer imports the report and accepts what was read in it, part by part."""
    file.write_text(REPORT, encoding="utf-8")
    office.goto("/plans/import/")
    office.set_input_files("#id_file", file)
    press(office, "导入")
    assert "已读出" in said(office)
    plan = Plan.objects.get()
    assert (plan.year, plan.status, plan.text) == (2031, "draft", REPORT)
    assert set(plan.commitments.values_list("state", flat=True)) == {"proposed"}
    for part in [p for p in plan.parts.all() if p.topics.filter(commitments__isnull=False)]:
        office.goto(f"/plans/{plan.pk}/review/{part.order}/")
        press(office, "全部确认")
        assert "确认了" in said(office)
    return plan


def assigned(office: Any, plan: Plan) -> None:
    """The officer gives every commitment to the water bureau, and puts the plan into force."""
    for order in set(plan.commitments.values_list("topic__part__order", flat=True)):
        office.goto(f"/plans/{plan.pk}/assign/{order}/")
        for field in office.get_by_label("牵头单位", exact=True).all():
            field.fill("市水务局")
        press(office, "保存这一页")
        assert "已保存" in said(office)
    office.goto(f"/plans/{plan.pk}/")
    press(office, "开始执行")
    assert "计划已开始执行" in said(office)


def asked(office: Any, plan: Plan, month: int) -> None:
    office.goto(f"/reporting/plans/{plan.pk}/")
    office.get_by_label("月份").fill(str(month))
    press(office, "布置")
    assert f"已布置 {month}月填报" in said(office)


def judged(office: Any, plan: Plan, day: str) -> None:
    office.goto(f"/reporting/plans/{plan.pk}/")
    office.get_by_label("评价日期").fill(day)
    press(office, "评价全部目标任务")
    assert day in said(office)


def by_form(liaison: Any, value: str) -> None:
    """The liaison types the month's figure and what was done."""
    liaison.goto("/reporting/month/")
    entry = liaison.locator("fieldset.entry", has_text=RIVERS)
    entry.get_by_label("数值 河道").fill(value)
    entry.get_by_label("进展情况").fill("北河段已经开工。")
    press(liaison, "保存")
    assert "已保存" in said(liaison)


def by_excel(liaison: Any, value: str, file: Path) -> None:
    """The liaison downloads the month's list, fills it in and uploads it."""
    liaison.goto("/reporting/month/")
    with liaison.expect_download() as download:
        liaison.get_by_role("link", name="下载 Excel").click()
    download.value.save_as(file)
    book = load_workbook(file)
    sheet = book.active
    rows = list(sheet.iter_rows())
    heading = next(row for row in rows if "数值" in [cell.value for cell in row])
    at = {cell.value: cell.column - 1 for cell in heading}
    row = next(row for row in rows if RIVERS in str(row[at["目标任务"]].value))
    row[at["数值"]].value, row[at["进展情况"]].value = float(value), "南河段完工。"
    book.save(file)
    liaison.set_input_files("#sheetfile", file)
    press(liaison, "导入")
    press(liaison, "确认写入")
    assert "已导入" in said(liaison)
    assert liaison.get_by_label("数值 河道").input_value() == value


def signed(head: Any) -> None:
    """The head of the body answers what is asked about, signs and hands in."""
    head.goto("/reporting/month/")
    for reason in head.locator("input.reason").all():
        reason.fill("已与原始记录核对。")
    leave_empty(head)
    press(head, "签发")
    assert "已签发" in said(head)
    press(head, "报送督查室")
    assert "已报送督查室" in said(head)


def accepted(office: Any, plan: Plan, month: int) -> None:
    office.goto(f"/reporting/rounds/{plan.rounds.get(month=month).pk}/")
    arrive(office, office.get_by_role("link", name="市水务局"))
    leave_empty(office)
    press(office, "采用")
    assert "已采用，新增 1 个数据" in said(office)


def light(page: Any, plan: Plan) -> str:
    """How the sentence of the rivers stands in the living report."""
    page.goto(f"/boards/{plan.pk}/report/")
    return str(page.locator("article a.c", has_text=RIVERS).first.get_attribute("class"))


def test_a_light_changes_in_the_living_report(window: Window, cast: Cast, tmp_path: Path) -> None:
    office, liaison, head = (sign_in(window(None), name) for name in ("shen", "lu", "wei"))
    plan = imported(office, tmp_path / "report.txt")
    assigned(office, plan)
    asked(office, plan, 3)
    by_form(liaison, "5")
    signed(head)
    assert not Figure.objects.exists()
    accepted(office, plan, 3)
    judged(office, plan, "2031-04-10")
    assert "s-behind" in light(office, plan)
    asked(office, plan, 4)
    by_excel(liaison, "60", tmp_path / "month.xlsx")
    signed(head)
    accepted(office, plan, 4)
    judged(office, plan, "2031-05-10")
    leader = window(cast.gao)
    assert "s-ahead" in light(leader, plan)
    the_sum_is_there(leader)


def the_sum_is_there(page: Any) -> None:
    """A click on the sentence opens its card; the card's title the page with figures and sum."""
    page.locator("article a.c", has_text=RIVERS).first.click()
    page.locator("#drawer").get_by_role("link", name="打开全页").click()
    page.wait_for_url("**/boards/commitments/*/")
    table = page.locator("#figures table").inner_text()
    for words in ("2031年1—4月", "60", "2031年一季度", "市水务局 4月报告"):
        assert words in table
    total = page.locator("#sum .sum").first.inner_text()
    assert "60" in total
    assert "120" in total
