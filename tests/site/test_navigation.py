"""The navigation offers each person what they may open, in one order, and nothing else."""

from __future__ import annotations

import re

import pytest
from cast_of_people import Cast
from django.test import Client
from django.urls import reverse

from duban_site.core.access.navigation import SECTIONS
from duban_site.people.models import Person
from duban_site.plans.models import Plan

pytestmark = pytest.mark.django_db
NAV = re.compile(r'<nav aria-label="主要栏目">(.*?)</nav>', re.DOTALL)
LINK = re.compile(r'<a href="([^"]+)"( aria-current="page")?>([^<\s]+)')
PEOPLE = ("ning", "shen", "lu", "wei", "gao", "tan")


def navigation(who: Person, url: str) -> tuple[Client, str]:
    browser = Client()
    browser.force_login(who)
    shown = NAV.search(browser.get(url).content.decode())
    assert shown is not None
    return browser, shown[1]


@pytest.mark.parametrize("name", PEOPLE)
def test_every_link_opens_for_whom_it_is_offered_to(plan: Plan, cast: Cast, name: str) -> None:
    browser, shown = navigation(getattr(cast, name), reverse("password"))
    links = LINK.findall(shown)
    assert links
    for address, _current, word in links:
        assert browser.get(address, follow=True).status_code == 200, word


@pytest.mark.parametrize("name", PEOPLE)
def test_the_order_is_the_same_for_everybody(plan: Plan, cast: Cast, name: str) -> None:
    words = [word for *_, word in LINK.findall(navigation(getattr(cast, name), "/password/")[1])]
    everybody = [str(entry.word) for _heading, entries in SECTIONS for entry in entries]
    assert words == [word for word in everybody if word in words]


def test_a_section_of_one_link_needs_no_heading(plan: Plan, cast: Cast) -> None:
    unread = r'<li><a href="/orders/notices/"[^>]*>'
    assert re.search(unread, navigation(cast.lu, "/jobs/")[1])
    office = navigation(cast.shen, reverse("plans"))[1]
    assert re.findall(r"<summary>(.+?)</summary>", office) == [
        "总览", "计划与数据", "督办与台账", "通报与发布", "管理",
    ]  # fmt: skip


def test_it_tells_where_one_is(plan: Plan, cast: Cast) -> None:
    shown = navigation(cast.shen, reverse("rounds"))[1]
    assert [word for _at, current, word in LINK.findall(shown) if current] == ["数据审核"]
    assert re.search(r'<details name="nav" class="here"><summary>计划与数据', shown)


def test_what_was_drawn_for_one_is_never_shown_to_another(plan: Plan, cast: Cast) -> None:
    for _twice in range(2):
        assert "操作日志" in navigation(cast.tan, "/password/")[1]
        assert "操作日志" not in navigation(cast.shen, "/password/")[1]
        assert [link[2] for link in LINK.findall(navigation(cast.ning, "/password/")[1])] == [
            "账号",
            "审批",
            "服务账号",
            "后台任务",
            "定时任务",
        ]
