"""A month of two bodies: filled in, questioned, signed, sent back, taken; a third is silent."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import load_workbook

from journey.people_steps import LEAD, OTHER
from journey.place import Journey
from journey.plan_steps import open_plan
from journey.visitor import Visitor

MONTH = "3月"
PUBLISHED, AS_OF = "2025-04-03", "2025-04-10"
BODY_MONTH = "一个单位的一个月（用 Excel 填，不含退回重报）"
TYPED_MONTH = "一个单位的一个月（逐项在页面上填）"
LEAST_TASKS, MOST_ACTIONS = 20, 30
REASON = "数没有错，与统计部门核对过。"
REMARK = "请写明是哪一项开工。"
REMEDY = "一季度开工的是北段。"


def ask_for_a_month(journey: Journey) -> None:
    """The officer asks every body for March."""
    office = journey.visitors["shen"]
    open_plan(office)
    office.follow("月度填报")
    office.fill("月份", "3")
    office.press("布置")
    assert "已布置 3月填报" in office.text


def report_by_a_sheet(journey: Journey) -> None:
    """A liaison fills the month's list in Excel, and answers what the checks ask."""
    liaison, head = journey.visitors["lu"], journey.visitors["wei"]
    before = liaison.effort.copy()
    liaison.go("本月填报")
    tasks = liaison.page.locator("fieldset.entry").count()
    assert tasks >= LEAST_TASKS
    sheet = liaison.download("下载 Excel", journey.folder)
    fill_month(sheet)
    liaison.upload("Excel 文件", sheet)
    liaison.press("导入")
    liaison.wait_for_button("确认写入")
    liaison.press("确认写入")
    liaison.finish_job()
    liaison.go("本月填报")
    questions = answer_questions(liaison)
    assert questions, "a figure ten times its target is asked about"
    stretch = f"{BODY_MONTH}：{tasks} 项任务，{questions} 处核对"
    effort = journey.efforts.by_stretch[stretch] = liaison.effort - before
    assert effort.actions <= MOST_ACTIONS, effort
    sign(head)


def fill_month(path: Path) -> None:
    """A quarter of each target, with the day when it was published; one slip by ten."""
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    heading, *rows = list(sheet.iter_rows())
    at = {cell.value: index for index, cell in enumerate(heading)}
    slipped = False
    for row in rows:
        number, target = row[at["序号"]].value, re.search(r"\d+(\.\d+)?", str(row[at["目标"]].value))
        row[at["进展情况"]].value = f"{number} 按计划推进，完成了一季度的工作。"
        if not row[at["指标号"]].value or target is None:
            continue
        value = max(1, int(float(target[0]) / 4))
        row[at["数值"]].value = str(value if slipped else value * 100)
        row[at["发布日期"]].value = PUBLISHED
        slipped = True
    book.save(path)


def answer_questions(liaison: Visitor) -> int:
    """Each finding that asks gets its reason; it is saved once. Returns how many there were."""
    reasons = liaison.page.locator("input.reason")
    for reason in reasons.all():
        liaison.type(reason, REASON)
    number = int(reasons.count())
    liaison.press("保存")
    assert "已保存" in liaison.text
    return number


def sign(head: Visitor) -> None:
    """The head reads, signs and hands in."""
    head.go("本月填报")
    head.press("签发")
    assert "已签发" in head.text, head.text
    head.press("报送督查室")
    assert "已报送督查室" in head.text


def report_by_the_form(journey: Journey) -> None:
    """Another liaison types on the page, where checks speak while one types."""
    liaison = journey.visitors["he"]
    before = liaison.effort.copy()
    liaison.go("本月填报")
    entries = liaison.page.locator("fieldset.entry")
    for entry in entries.all():
        number = entry.locator(".number").first.inner_text()
        for amount in entry.locator("input.amount").all():
            liaison.type(amount, "1")
        liaison.type(entry.locator("textarea").first, f"{number} 三月的进展已按计划推进。")
    liaison.press("保存")
    assert "已保存" in liaison.text
    answer_questions(liaison)
    stretch = f"{TYPED_MONTH}：{entries.count()} 项任务"
    journey.efforts.by_stretch[stretch] = liaison.effort - before
    sign(journey.visitors["fang"])


def send_back_by_item(journey: Journey) -> None:
    """The officer's remark stands at the item; the liaison mends that one, the head signs anew."""
    office, liaison = journey.visitors["shen"], journey.visitors["he"]
    open_report(office, OTHER)
    office.type(office.page.get_by_label("退回意见（这一条）").first, REMARK)
    office.click(office.page.get_by_text("退回…"))
    office.press("退回")
    assert "已退回" in office.text
    liaison.go("本月填报")
    entry = liaison.page.locator("fieldset.entry", has_text=REMARK)
    assert entry.count() == 1
    liaison.type(entry.locator("textarea").first, REMEDY)
    liaison.press("保存")
    sign(journey.visitors["fang"])


def open_report(office: Visitor, body: str) -> None:
    """A body's report of the month."""
    office.go("数据审核")
    office.follow(re.compile(MONTH))
    office.follow(body)


def urge_the_silent(journey: Journey) -> None:
    """Whoever has not handed in is urged."""
    office = journey.visitors["shen"]
    office.go("数据审核")
    office.follow(re.compile(MONTH))
    office.press("催报全部")
    assert "催" in office.page.locator(".messages").inner_text()


def check_the_month(journey: Journey) -> None:
    """The officer takes both reports, and has everything assessed."""
    office = journey.visitors["shen"]
    for body in (LEAD, OTHER):
        open_report(office, body)
        office.press("采用")
        assert "已采用" in office.text
    office.go("数据审核")
    office.follow(re.compile("昆明.*2025"))
    office.fill("评价日期", AS_OF)
    office.press("评价全部目标任务")
    office.finish_job()
