"""From a report to a plan in force."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import load_workbook

from journey.people_steps import LEAD
from journey.place import Journey
from journey.visitor import Visitor

REPORT = "kunming-2025.txt"
PREPARING = "确认、分解、安排全部任务"
SHEET = "用 Excel 改一轮分工"
MOST_CLICKS = 60


def import_the_report(journey: Journey) -> None:
    """A real report becomes a draft, whose page says what it lacks."""
    office = journey.visitors["shen"]
    office.go("计划")
    office.follow("导入政府工作报告")
    assert office.page.get_by_label("城市", exact=False).first.input_value() == "昆明市"
    office.upload("政府工作报告", journey.reports / REPORT)
    office.press("导入")
    office.finish_job()
    open_plan(office)
    assert "开始执行之前" in office.text


def open_plan(office: Visitor) -> None:
    """The plan's page, from wherever one is."""
    office.go("计划")
    office.follow(re.compile("昆明.*2025"))


def prepare_every_task(journey: Journey) -> None:
    """Each part is confirmed and assigned by suggestion, the rest by a sheet; all is scheduled."""
    office = journey.visitors["shen"]
    open_plan(office)
    before = office.effort.copy()
    parts = review_and_assign(office)
    assert parts >= 2
    schedule(office)
    effort = journey.efforts.by_stretch[PREPARING] = office.effort - before
    assert effort.clicks <= MOST_CLICKS, effort


def change_by_a_sheet(journey: Journey) -> None:
    """The breakdown table goes out, and comes back with other bodies in some rows."""
    office = journey.visitors["shen"]
    open_plan(office)
    before = office.effort.copy()
    sheet = office.download("下载分解表", journey.folder)
    change_breakdown(sheet)
    office.follow("分解任务")
    office.upload("目标任务分解表", sheet)
    office.press("上传")
    office.wait_for_button("确认写入")
    office.press("确认写入")
    office.finish_job()
    journey.efforts.by_stretch[SHEET] = office.effort - before


def review_and_assign(office: Visitor) -> int:
    """What the checklist asks for next, part by part: confirm it, take the suggestions."""
    parts = 0
    while office.links("去确认"):
        office.follow("去确认")
        office.press("全部确认")
        office.follow("分解任务")
        office.click(office.button("把首选建议填入空白处"))
        office.press("保存这一页")
        assert "已保存" in office.text, office.text
        office.follow(re.compile("昆明.*2025"))
        parts += 1
    return parts


def change_breakdown(path: Path) -> None:
    """Every sixth task goes to one body."""
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    heading = next(row for row in rows if "牵头单位" in [cell.value for cell in row])
    at = [cell.value for cell in heading].index("牵头单位")
    tasks = [row for row in rows[rows.index(heading) + 1 :] if row[0].value is not None]
    assert len(tasks) > 50
    for number, row in enumerate(tasks):
        assert row[at].value, "every task has a lead body by now"
        if number % 6 == 0:
            row[at].value = LEAD
    book.save(path)


def schedule(office: Visitor) -> None:
    """By the words of the text, all at once; whatever has no date in it, by two steps."""
    office.follow("安排序时和节点")
    office.tick("全选")
    office.press("应用")
    if office.buttons("给所有没有安排的都用上"):
        office.choose("选中的任务", "上半年启动、年底完成两个节点")
        office.press("给所有没有安排的都用上")
    assert "每一项都有办法评价了" in office.text, office.text


def put_in_force(journey: Journey) -> None:
    """The checklist lacks nothing that refuses it; the plan begins."""
    office = journey.visitors["shen"]
    open_plan(office)
    assert not office.page.locator(".checklist .bad").count(), office.text
    office.press("开始执行")
    assert "计划已开始执行" in office.text
