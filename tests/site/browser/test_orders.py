"""One order from the rules' proposal to the archive, each step by who does it, in a browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser.steps import arrive, said
from cast_of_people import Cast

from duban_site.orders.models import Order, StepFile
from duban_site.people.models import Person
from duban_site.plans.models import Plan
from duban_site.reporting.models import Assessment

pytestmark = pytest.mark.django_db(transaction=True)
Window = Callable[[Person | None], Any]


def behind_twice(plan: Plan) -> None:
    pumps = plan.commitments.get(number="1.1.2")
    for month, value in ((4, "1座"), (5, "2座")):
        Assessment.objects.create(
            plan=plan,
            commitment=pumps,
            as_of=dt.date(2031, month, 30),
            status="behind",
            light="red",
            sum={"zh": f"应完成4座，实际{value}。", "en": "behind"},
            rules="default",
        )


def take(page: Any, action: str, text: str = "", **fields: str) -> str:
    """Open the action's form, fill it in, press its button, and read what the service says."""
    form = page.locator("details.act").filter(has=page.locator("summary", has_text=action)).first
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    if text:
        form.locator("textarea[name=text]").fill(text)
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    arrive(page, form.get_by_role("button", name=action, exact=True))
    return said(page)


def proposed_and_issued(office: Any, plan: Plan) -> Order:
    """The officer asks the rules, reads the sum, makes the order, registers and issues it."""
    office.goto("/orders/proposals/")
    office.fill("input[name=as_of]", "2031-05-31")
    arrive(office, office.get_by_role("button", name="按规则提出建议"))
    assert "新提出 1 条" in said(office)
    office.locator(".evidence summary").last.click()
    assert "实际2座" in office.locator(".evidence").inner_text()
    arrive(office, office.get_by_role("button", name="转为督办单", exact=True))
    assert office.url.endswith("/edit/")
    office.select_option("#id_urgency", "hard")
    arrive(office, office.get_by_role("button", name="保存"))
    assert take(office, "立项") == "已立项。"
    assert take(office, "交办") == "已交办。"
    return Order.objects.get(plan=plan)


def extended(order: Order, head: Any, office: Any, leader: Any) -> None:
    """The head asks before the due date, the officer looks at it, the leader grants it."""
    assert order.due is not None
    later = (order.due + dt.timedelta(days=9)).isoformat()
    for page in (head, office, leader):
        page.goto(f"/orders/{order.pk}/")
    asked = {"progress": "完成五座", "expected": later}
    assert take(head, "申请延期", "设备晚到", **asked) == "已申请延期。"
    office.reload()
    assert take(office, "初审", "情况属实") == "已初审。"
    leader.reload()
    assert take(leader, "批准") == "已批准。"
    order.refresh_from_db()
    assert str(order.due) == later


def test_from_a_proposal_to_the_archive(plan: Plan, cast: Cast, window: Window, tmp_path: Path) -> None:
    behind_twice(plan)
    office, liaison = window(cast.shen), window(cast.lu)
    head, leader = window(cast.wei), window(cast.gao)
    order = proposed_and_issued(office, plan)
    liaison.goto("/orders/notices/")
    arrive(liaison, liaison.locator(".notices a").first)
    assert take(liaison, "签收") == "已签收。"
    assert take(liaison, "办理", "增加两个班组") == "已办理。"
    extended(order, head, office, leader)
    photo = tmp_path / "通水.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n invented")
    head.reload()
    form = head.locator("details.act").filter(has=head.locator("summary", has_text="反馈")).first
    form.locator("summary").click()
    form.locator("input[type=file]").set_input_files(photo)
    assert take(head, "反馈", "十二座全部完成") == "已反馈。"
    assert StepFile.objects.get().name == "通水.png"
    office.reload()
    assert take(office, "核查通过", "现场属实") == "已核查通过。"
    leader.reload()
    assert take(leader, "办结") == "已办结。"
    office.reload()
    assert take(office, "销号") == "已销号。"
    assert take(office, "归档") == "已归档。"
    assert office.locator(".way li[aria-current=step]").inner_text() == "归档"
    assert office.locator(".timeline > li").count() == 14
    liaison.goto("/orders/notices/")
    assert "督查结论" in liaison.locator(".notices").inner_text()
