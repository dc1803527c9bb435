"""What an office makes of a month: a closed one, what the leader sees, a bulletin, a public page."""

from __future__ import annotations

import re

from journey.month_steps import MONTH
from journey.place import Journey
from journey.plan_steps import open_plan
from journey.visitor import Visitor


def close_the_month(journey: Journey) -> None:
    """March is closed though bodies are missing, which the officer says; it never changes."""
    office = journey.visitors["shen"]
    open_months(office)
    office.tick(re.compile("没有报送"))
    office.press(f"封存 {MONTH}")
    office.finish_job()
    open_months(office)
    assert office.page.locator("tr", has_text=MONTH).get_by_text("未发布").count() == 1


def open_months(office: Visitor) -> None:
    """The plan's months."""
    office.go("封存发布")
    office.follow(re.compile("昆明.*2025"))


def read_as_leader(journey: Journey) -> None:
    """The leader lands on what is theirs, worst first, and opens why."""
    leader = journey.sign_in("gao")
    journey.change_password(leader)
    assert "项目标任务" in leader.text
    leader.arrive(leader.page.locator("tbody a").first)
    assert "评价" in leader.text


def write_a_bulletin(journey: Journey) -> None:
    """The bulletin of the closed month is written, numbered and issued."""
    office = journey.visitors["shen"]
    office.go("通报")
    office.arrive(office.page.get_by_role("main").get_by_role("button", name="写通报").first)
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
    open_month(office)
    office.follow("发布…")
    office.press("发布")
    office.finish_job()
    citizen = journey.visit("citizen")
    citizen.follow(re.compile("看公开页面"))
    citizen.wait_for("昆明")


def open_month(office: Visitor) -> None:
    """The closed month's page."""
    open_months(office)
    office.arrive(office.page.locator("main td a").first)


def see_the_same_again(journey: Journey) -> None:
    """After the restore: the same people, with their passwords, see the same pages."""
    for username in ("gong", "shen", "lu"):
        journey.sign_in(username)
    office = journey.visitors["shen"]
    open_plan(office)
    office.go("通报")
    office.follow("3月通报")
    assert "已印发" in office.text or "印发" in office.text
    open_month(office)
    office.follow("重新计算并核对")
    assert "核对一致" in office.text
    citizen = journey.visit("citizen")
    citizen.follow(re.compile("看公开页面"))
    citizen.wait_for("昆明")
