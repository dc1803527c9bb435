"""Checks speak while one types, and nothing typed is lost: a session's end, a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from browser.steps import arrive
from cast_of_people import PASSWORD, Cast
from django.contrib.sessions.models import Session

from duban_site.people.models import Person
from duban_site.plans.models import Plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.models import ReportDraft

pytestmark = pytest.mark.django_db(transaction=True)
Window = Callable[[Person | None], Any]


def test_what_is_typed_is_checked_in_place_and_survives_the_end_of_the_session(
    window: Window, plan: Plan, cast: Cast
) -> None:
    report = open_round(cast.shen, plan, 3).reports.get(body=cast.water)
    page = window(cast.lu)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/reporting/reports/{report.pk}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    value = page.get_by_label("数值 泵站")
    value.press_sequentially("2.25")
    page.get_by_text("泵站 2.25座，应是整数").wait_for()
    page.get_by_text("草稿已存").wait_for()
    assert value.evaluate("field => field === document.activeElement"), "one goes on typing"
    assert ReportDraft.objects.get().fields
    Session.objects.all().delete()
    value.fill("2")
    page.get_by_role("alert").get_by_text("登录已失效").wait_for()
    page.get_by_role("link", name="重新登录后回到这里").click()
    page.wait_for_url("**/login/**")
    page.fill("#id_username", "lu")
    page.fill("#id_password", PASSWORD)
    arrive(page, page.locator("main button"))
    assert page.url.endswith(f"/reporting/reports/{report.pk}/"), "one comes back to the form"
    assert page.get_by_label("数值 泵站").input_value() == "2"
