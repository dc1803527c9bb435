"""How the office comes to have bodies and people: one sheet, first passwords on slips."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from duban.bodies import load_default_duties
from journey.place import Journey

LEAD, LEAD_SHORT, OTHER = "市发展和改革委员会", "市发展改革委", "市交通运输局"
LEADER = "高远"
PEOPLE = (
    ("申慎", "shen", "", "督查人员"),
    ("陆路", "lu", LEAD, "单位联络员"),
    ("卫为", "wei", LEAD, "单位负责人"),
    ("何川", "he", OTHER, "单位联络员"),
    ("方正", "fang", OTHER, "单位负责人"),
    (LEADER, "gao", "", "分管领导"),
)
ROLES = {username: " ".join(filter(None, (role, body))) for _name, username, body, role in PEOPLE}
ROLES |= {"gong": "管理员", "citizen": "公众"}


def first_sign_in(journey: Journey) -> None:
    """The first administrator signs in with the generated password, and must change it."""
    admin = journey.sign_in("gong")
    assert "首次登录" in admin.text
    journey.change_password(admin)


def open_people_from_one_sheet(journey: Journey) -> None:
    """The administrator fills in the blank sheet, and reads the first passwords off the slips."""
    admin = journey.visitors["gong"]
    admin.go("账号")
    admin.follow("导入单位和人员")
    sheet = admin.download("下载空白表", journey.folder)
    fill_roster(sheet)
    admin.upload("单位和人员表", sheet)
    admin.press("导入")
    admin.wait_for_button("确认写入")
    admin.press("确认写入")
    admin.finish_job()
    admin.press("显示并打印")
    slips = admin.page.locator(".slip")
    assert slips.count() == len(PEOPLE)
    for slip in slips.all():
        username, password = slip.locator("code").all_inner_texts()
        journey.passwords[username] = password
    for _name, username, _body, _role in PEOPLE:
        if username != "gao":  # the leader comes when there is something to read
            journey.change_password(journey.sign_in(username))


def fill_roster(path: Path) -> None:
    """The bodies of a city, two of them with people, and who leads them."""
    book = load_workbook(path)
    bodies, people = book["单位"], book["人员"]
    bodies.append([LEAD, LEAD_SHORT, "部门", LEADER, "常务副市长"])
    for body in load_default_duties().bodies.values():
        if body.name not in (LEAD_SHORT, LEAD):
            bodies.append([body.name, "", "部门", LEADER if body.name == OTHER else "", ""])
    for name, username, body, role in PEOPLE:
        people.append([name, username, body, role, "", ""])
    book.save(path)
