"""The steps of the journey, in order: what each person does, by what their pages show.

A later feature adds a step here and its name to `YEAR` in test_journey.py. A step takes the
journey, does one thing that an office does, and asserts what its pages say then. No step opens an
address of its own making, or looks into the database.
"""

from __future__ import annotations

import re
from typing import Any

from openpyxl import load_workbook

from journey.place import Journey
from journey.visitor import Visitor

REPORT = "kunming-2025.txt"
LEAD, OTHER = "市发展和改革委员会", "市交通运输局"
MONTH = "3月"
PROGRESS = "三月的进展已按计划推进。"


def first_sign_in(journey: Journey) -> None:
    """The first administrator signs in with the generated password, and must change it."""
    admin = journey.sign_in("gong")
    assert "首次登录" in admin.text
    journey.change_password(admin)


def open_the_office(journey: Journey) -> None:
    """The administrator opens an officer's account; the officer signs in."""
    journey.open_account("shen", "申慎", "督查人员")
    journey.change_password(journey.sign_in("shen"))


def open_a_body(journey: Journey) -> None:
    """The officer opens a body by its form."""
    office = journey.visitors["shen"]
    office.go("单位")
    office.follow("新增单位")
    office.fill("名称", LEAD)
    office.fill("别名", "市发改委")
    office.press("保存")
    assert LEAD in office.text


def import_the_report(journey: Journey) -> None:
    """A real report becomes a draft."""
    office = journey.visitors["shen"]
    office.go("计划")
    office.follow("导入政府工作报告")
    assert office.page.get_by_label("城市", exact=False).first.input_value() == "昆明市"
    office.upload("政府工作报告", journey.reports / REPORT)
    office.press("导入")
    office.finish_job()
    open_plan(office)
    assert "2025" in office.text


def open_plan(office: Visitor) -> None:
    """The plan's page, from wherever one is."""
    office.go("计划")
    office.follow(re.compile("昆明.*2025"))


def review_every_part(journey: Journey) -> None:
    """The officer confirms each part as a whole."""
    office = journey.visitors["shen"]
    open_plan(office)
    parts = 0
    while office.links("去确认"):
        office.follow("去确认")
        while office.buttons("全部确认"):
            office.press("全部确认")
            office.finish_job()
            parts += 1
        open_plan(office)
    assert parts >= 2


def assign_by_a_sheet(journey: Journey) -> None:
    """The breakdown table goes out, and comes back with bodies, one of which is new."""
    office = journey.visitors["shen"]
    open_plan(office)
    sheet = office.download("下载分解表", journey.folder)
    fill_breakdown(sheet)
    office.follow("分解任务")
    office.upload("目标任务分解表", sheet)
    office.tick("新建表中有、单位表里没有的单位")
    office.press("上传")
    office.wait_for_button("确认写入")
    assert f"将新增单位：{OTHER}" in office.text
    office.press("确认写入")
    office.finish_job()
    office.go("单位")
    assert OTHER in office.text


def fill_breakdown(path: Any) -> None:
    """Every task to a body: every tenth to another one."""
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    heading = next(row for row in rows if "牵头单位" in [cell.value for cell in row])
    at = [cell.value for cell in heading].index("牵头单位")
    number = 0
    for row in rows[rows.index(heading) + 1 :]:
        if row[0].value is not None:
            row[at].value = OTHER if number % 10 == 9 else LEAD
            number += 1
    assert number > 50
    book.save(path)


def open_the_body(journey: Journey) -> None:
    """The administrator opens accounts of the body's liaison and head."""
    for username, name, role in (("lu", "陆路", "单位联络员"), ("wei", "卫为", "单位负责人")):
        journey.open_account(username, name, role, body=LEAD)
        journey.change_password(journey.sign_in(username))


def schedule(journey: Journey) -> None:
    """Whatever has no date or steps yet gets the template for it."""
    office = journey.visitors["shen"]
    open_plan(office)
    office.follow("安排序时和节点")
    if office.buttons("给所有没有安排的都用上"):
        office.press("给所有没有安排的都用上")
    assert "每一项都有办法评价了" in office.text or "暂时无法评价" in office.text


def put_in_force(journey: Journey) -> None:
    """The plan begins."""
    office = journey.visitors["shen"]
    open_plan(office)
    office.press("开始执行")
    assert "计划已开始执行" in office.text


def ask_for_a_month(journey: Journey) -> None:
    """The officer asks every body for March."""
    office = journey.visitors["shen"]
    open_plan(office)
    office.follow("月度填报")
    office.fill("月份", "3")
    office.press("布置")
    assert "已布置 3月填报" in office.text


def report_a_month(journey: Journey) -> None:
    """The liaison fills the month in; the head signs and hands it in."""
    liaison, head = journey.visitors["lu"], journey.visitors["wei"]
    liaison.go("本月填报")
    if "/month/" in liaison.page.url and liaison.links(re.compile(MONTH)):
        liaison.follow(re.compile(MONTH))
    liaison.fill("进展情况", PROGRESS)
    liaison.press("保存")
    assert "已保存" in liaison.text
    head.go("本月填报")
    head.press("签发")
    assert "已签发" in head.text
    head.press("报送督查室")
    assert "已报送督查室" in head.text


def check_the_month(journey: Journey) -> None:
    """The officer takes the report, and has everything assessed."""
    office = journey.visitors["shen"]
    office.go("数据审核")
    office.follow(re.compile(MONTH))
    office.follow(LEAD)
    assert PROGRESS in office.text
    office.press("采用")
    assert "已采用" in office.text
    office.go("数据审核")
    office.follow(re.compile("昆明.*2025"))
    office.fill("评价日期", "2025-04-10")
    office.press("评价全部目标任务")
    office.finish_job()


def close_the_month(journey: Journey) -> None:
    """March is closed, and never changes."""
    office = journey.visitors["shen"]
    office.go("封存发布")
    office.follow(re.compile("昆明.*2025"))
    boxes = office.page.get_by_label("不等未审核的报告")
    if boxes.count():
        boxes.first.check()
    missing = office.page.get_by_label(re.compile("没有报送"))
    if missing.count():
        missing.first.check()
    office.press(f"封存 {MONTH}")
    office.finish_job()
    office.go("封存发布")
    office.follow(re.compile("昆明.*2025"))
    assert "没有封存" not in office.text


def write_a_bulletin(journey: Journey) -> None:
    """The bulletin of the closed month is written, numbered and issued."""
    office = journey.visitors["shen"]
    office.go("通报")
    office.page.get_by_role("main").get_by_role("button", name="写通报").first.click()
    office.page.wait_for_load_state()
    office.finish_job()
    office.go("通报")
    office.follow("3月通报")
    office.press("编号印发")
    assert "已印发" in office.text
    paper = office.download("DOCX", journey.folder)
    assert paper.stat().st_size > 10_000


def publish(journey: Journey) -> None:
    """What the month says becomes public, and a citizen reads it."""
    office = journey.visitors["shen"]
    office.go("封存发布")
    office.follow(re.compile("昆明.*2025"))
    office.page.locator("main td a").first.click()
    office.page.wait_for_load_state()
    office.follow("发布…")
    office.press("发布")
    office.finish_job()
    citizen = journey.visit("citizen")
    citizen.follow(re.compile("看公开页面"))
    citizen.wait_for("昆明")


def see_the_same_again(journey: Journey) -> None:
    """After the restore: the same people, with their passwords, see the same pages."""
    for username in ("gong", "shen", "lu"):
        journey.sign_in(username)
    office = journey.visitors["shen"]
    open_plan(office)
    office.go("通报")
    office.follow("3月通报")
    assert "已印发" in office.text or "印发" in office.text
    office.go("封存发布")
    office.follow(re.compile("昆明.*2025"))
    office.page.locator("main td a").first.click()
    office.page.wait_for_load_state()
    office.follow("重新计算并核对")
    assert "核对一致" in office.text
    citizen = journey.visit("citizen")
    citizen.follow(re.compile("看公开页面"))
    citizen.wait_for("昆明")
