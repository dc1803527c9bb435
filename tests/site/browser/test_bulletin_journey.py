"""From a closed month to an issued bulletin, each step by who does it, in a browser."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pytest
from a_month import assessed, reported
from browser.steps import arrive, said
from cast_of_people import Cast

from duban_site.bulletins.models import Bulletin
from duban_site.people.models import Person
from duban_site.plans.models import Plan

pytestmark = pytest.mark.django_db(transaction=True)
Window = Callable[[Person | None], Any]


@pytest.fixture
def march(cast: Cast, plan: Plan) -> Plan:
    reported(cast, plan, 3, "2")
    assessed(cast, plan, 3)
    return plan


def press(page: Any, name: str) -> None:
    """A button whose name begins so."""
    arrive(page, page.get_by_role("main").get_by_role("button", name=name).first)


def closed_and_published(office: Any, plan: Plan) -> None:
    office.goto(f"/snapshots/plans/{plan.pk}/")
    for box in office.get_by_label("没有报送").all():
        box.check()
    press(office, "封存 3月")
    assert "已封存 3月，共 5 项" in said(office)
    arrive(office, office.get_by_role("link", name="发布…"))
    assert "5 项有变化" in office.locator("main").inner_text()
    press(office, "发布")
    assert "已发布" in said(office)


def typed_over(office: Any) -> Bulletin:
    """The office writes the bulletin, and somebody types another number into it."""
    office.goto("/bulletins/")
    press(office, "写通报")
    assert "初稿" in said(office)
    field = office.locator("textarea").filter(has_text="欠进度⟦").first
    field.fill(re.sub(r"欠进度⟦\d+⟧", "欠进度⟦0⟧", field.input_value()))
    press(office, "保存")
    marks = office.locator(".reads mark.fault")
    assert marks.count() == 1
    assert marks.first.inner_text().startswith("0")
    wave = marks.first.evaluate("e => getComputedStyle(e).textDecorationStyle")
    assert wave == "wavy"
    return Bulletin.objects.get()


def test_a_month_becomes_a_bulletin(cast: Cast, march: Plan, window: Window) -> None:
    office = window(cast.shen)
    closed_and_published(office, march)
    made = typed_over(office)
    office.goto(f"/bulletins/{made.pk}/")
    office.fill("#answer_by", "2099-01-01")
    press(office, "发各单位")

    unit = window(cast.lu)
    unit.goto("/bulletins/")
    arrive(unit, unit.get_by_role("link", name="3月通报"))
    unit.get_by_label("本单位的意见").fill("欠进度的项数与我局掌握的不一致。")
    press(unit, "提交")
    assert "意见已提交" in said(unit)

    office.reload()
    office.get_by_label("采纳情况").fill("已改回封存的数字。")
    press(office, "登记")
    office.get_by_label("不等征求意见截止").check()
    press(office, "编号印发")
    assert "1 处数字不是封存的数字" in office.locator("main").inner_text()
    office.goto(f"/bulletins/{made.pk}/edit/")
    press(office, "把引用的数字都改回")
    assert office.locator(".reads mark.fault").count() == 0
    office.goto(f"/bulletins/{made.pk}/")
    office.get_by_label("不等征求意见截止").check()
    press(office, "编号印发")
    assert "已印发：青督通〔" in said(office)

    unit.reload()
    with unit.expect_download() as download:
        unit.get_by_role("link", name="DOCX").click()
    paper = docx.Document(io.BytesIO(download.value.path().read_bytes()))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "欠进度" in text
    assert "欠进度0项" not in text
