"""古树名木, invented by an office: from its declaration to a target's light, in a browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser.steps import arrive, press, said
from cast_of_people import Cast
from old_trees import TREES
from openpyxl import load_workbook

from duban_site.core.clock import today
from duban_site.people.models import Body, Person
from duban_site.plans.models import Claim, Plan
from duban_site.registers.models import Register, RegisterRecord

pytestmark = pytest.mark.django_db(transaction=True)
Window = Callable[[Person | None], Any]
BEGAN = "01-01"
"""A day of this year that is not after today, whatever today is."""


def declared(office: Any, folder: Path) -> Register:
    """Pasted with two faults, each told by its line; then sent as a file without them."""
    broken = TREES.replace('type = "choice"', 'type = "chioce"').replace('"badged"\n', '"bagded"\n')
    lines = broken.splitlines()
    type_line = 1 + next(n for n, line in enumerate(lines) if "chioce" in line)
    office.goto("/registers/new/")
    arrive(office, office.get_by_role("link", name="按表单自己设计"))
    form = office.locator("form", has=office.locator("#text"))
    form.locator("#text").fill(broken)
    arrive(office, form.get_by_role("button", name="启用"))
    faults = office.get_by_role("alert").inner_text()
    assert f"第{type_line}行" in faults
    assert "没有“chioce”；可用：text" in faults
    assert not Register.objects.exists()
    file = folder / "trees.toml"
    file.write_text(TREES, encoding="utf-8")
    form.locator("#text").fill("")
    form.locator("input[type=file]").set_input_files(file)
    arrive(office, form.get_by_role("button", name="启用"))
    assert "台账“古树名木”已启用" in said(office)
    return Register.objects.get()


def entered(liaison: Any, register: Register) -> RegisterRecord:
    """The liaison of the unit that looks after the tree fills in the form."""
    liaison.goto(f"/registers/{register.pk}/")
    arrive(liaison, liaison.get_by_role("link", name="新建记录"))
    liaison.get_by_label("树名").fill("大樟树")
    liaison.get_by_label("树种").select_option("古樟")
    liaison.get_by_label("树龄").fill("很老")
    liaison.get_by_label("所在地").select_option("云岭县")
    liaison.get_by_label("管护单位").select_option("市水务局")
    liaison.get_by_label("自何日起").fill(f"{today().year}-{BEGAN}")
    press(liaison, "保存")
    assert "“很老”不是数字" in liaison.get_by_role("main").inner_text()
    liaison.get_by_label("树龄").fill("300")
    press(liaison, "保存")
    assert "已新建" in said(liaison)
    return RegisterRecord.objects.get()


def badged(office: Any, liaison: Any, tree: RegisterRecord, photo: Path) -> None:
    """The office judges it; the liaison puts up its badge, with the photograph asked for."""
    photo.write_bytes(b"\x89PNG\r\n\x1a\n invented")
    office.goto(f"/registers/records/{tree.pk}/")
    arrive(office, office.get_by_role("link", name="核定"))
    press(office, "核定")
    assert "已到“核定”" in said(office)
    liaison.goto(f"/registers/records/{tree.pk}/")
    arrive(liaison, liaison.get_by_role("link", name="挂牌"))
    liaison.get_by_label("牌号").fill("A0001")
    liaison.get_by_label("挂牌照片").set_input_files(photo)
    press(liaison, "挂牌")
    assert "已到“挂牌”" in said(liaison)


def imported(office: Any, register: Register, file: Path) -> None:
    """Eleven more by the workbook that the register gives out, badged already."""
    office.goto(f"/registers/{register.pk}/import/")
    with office.expect_download() as download:
        office.get_by_role("link", name="导出现有记录").click()
    download.value.save_as(file)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    for n in range(11):
        own = {"阶段": "挂牌", "树名": f"银杏{n}", "树种": "银杏", "树龄（年）": 120 + n}
        own |= {"所在地": "云岭县", "管护单位": "市水务局", "牌号": f"B{n:04}"}
        for heading, value in own.items():
            sheet.cell(3 + n, at[heading], value)
    book.save(file)
    office.set_input_files("#file", file)
    press(office, "导入")
    assert "将有 11 处改动" in office.locator("main").inner_text()
    press(office, "确认写入")
    assert "新增 11 条" in said(office)


def bound(office: Any, plan: Plan) -> None:
    office.goto(f"/registers/plans/{plan.pk}/")
    claim = Claim.objects.get(commitment__plan=plan, commitment__number="1.1.2")
    office.get_by_label("指标", exact=True).select_option(str(claim.pk))
    office.get_by_label("统计口径", exact=True).select_option("挂牌古树数（株）")
    press(office, "绑定")
    assert "已绑定" in said(office)


def light(office: Any, plan: Plan, end: dt.date) -> str:
    """The month's figures written and judged: how the sentence stands in the living report."""
    office.goto(f"/registers/plans/{plan.pk}/")
    office.get_by_label("统计截止日").fill(end.isoformat())
    press(office, "写入月末数据")
    office.goto(f"/reporting/plans/{plan.pk}/")
    office.get_by_label("评价日期").fill(end.isoformat())
    press(office, "评价全部目标任务")
    office.goto(f"/boards/{plan.pk}/report/")
    sentence = office.locator("article a.c", has_text="改造泵站12座").first
    return str(sentence.get_attribute("class"))


def test_from_a_declaration_to_a_light_in_a_browser(plan: Plan, cast: Cast, window: Window, tmp_path: Path) -> None:
    Body.objects.create(name="云岭县", kind="county")
    Plan.objects.filter(pk=plan.pk).update(year=today().year)
    office, liaison = window(cast.shen), window(cast.lu)
    register = declared(office, tmp_path)
    tree = entered(liaison, register)
    badged(office, liaison, tree, tmp_path / "牌.png")
    office.goto(f"/registers/{register.pk}/board/")
    assert "大樟树" in office.locator(".kanban li.done").first.inner_text()
    bound(office, plan)
    end = dt.date(today().year, 12, 31)
    assert "s-overdue" in light(office, plan, end)
    imported(office, register, tmp_path / "trees.xlsx")
    office.goto(f"/registers/{register.pk}/board/")
    assert office.locator(".kanban li.done li").count() == 12
    assert "s-completed" in light(office, plan, end)
    office.goto(f"/registers/plans/{plan.pk}/")
    arrive(office, office.get_by_role("link", name="计入 12 条记录"))
    listed = office.get_by_role("main").inner_text()
    assert "大樟树" in listed
    assert "银杏10" in listed
