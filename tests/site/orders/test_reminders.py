"""Reminders in the site, before and after due dates; each thing once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from an_order import DUE, at, paper
from cast_of_people import Cast
from django.conf import LazySettings

from duban_site.core.actor import SystemActor
from duban_site.orders.actions import close_order, plain_steps, request
from duban_site.orders.actions.write_reminders import write_reminders
from duban_site.orders.models import Notice
from duban_site.people.models import Person
from duban_site.plans.models import Plan
from duban_site.reporting.actions.open_round import open_round

MACHINE = SystemActor("定时任务")


def kinds(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_a_unit_is_reminded_before_and_after_and_everybody_once(plan: Plan, cast: Cast, settings: LazySettings) -> None:
    settings.REMIND_BEFORE, settings.REMIND_AFTER = [0, 2], [1, 3]
    at("handling", plan, cast)
    Notice.objects.all().delete()
    for n in range(-5, 12):  # every day, and each day twice
        write_reminders(MACHINE, DUE + dt.timedelta(days=n))
        assert write_reminders(MACHINE, DUE + dt.timedelta(days=n)) == 0
    assert kinds(cast.lu) == kinds(cast.wei) == ["due_soon", "due_soon", "overdue", "overdue"]
    assert kinds(cast.shen) == kinds(cast.gao) == ["overdue", "overdue"]
    assert not kinds(cast.bai), "who only cooperates owes no reply"


def test_an_order_that_was_replied_or_put_off_is_not_reminded_of(plan: Plan, cast: Cast) -> None:
    order = at("replied", plan, cast)
    Notice.objects.all().delete()
    assert write_reminders(MACHINE, DUE + dt.timedelta(days=9)) == 0
    close_order.send_back_order(cast.shen, order, paper("重办"))
    later = DUE + dt.timedelta(days=30)
    request.request_extension(cast.wei, order, paper(), expected=later, progress="一半")
    request.review_request(cast.shen, order, paper())
    request.grant_request(cast.gao, order, paper(""), due=later)
    Notice.objects.all().delete()
    assert write_reminders(MACHINE, DUE + dt.timedelta(days=1)) == 0
    assert write_reminders(MACHINE, later) == 2


def test_monthly_reports_are_reminded_of_until_they_are_handed_in(
    plan: Plan, cast: Cast, settings: LazySettings
) -> None:
    settings.REMIND_BEFORE, settings.REMIND_AFTER = [0, 2], [1]
    opened = open_round(cast.shen, plan, 3)
    assert write_reminders(MACHINE, dt.date(2031, 3, 31)) == 0, "the month is not over"
    write_reminders(MACHINE, opened.due)
    assert kinds(cast.lu) == kinds(cast.wei) == kinds(cast.bai) == ["report_asked", "report_due"]
    opened.reports.filter(body=cast.water).update(status="submitted")
    write_reminders(MACHINE, opened.due + dt.timedelta(days=7))
    assert kinds(cast.lu) == ["report_asked", "report_due"]
    assert kinds(cast.bai) == ["report_asked", "report_due", "report_overdue"]


def test_steps_tell_those_whom_they_concern_and_never_the_doer(plan: Plan, cast: Cast) -> None:
    order = at("assigned", plan, cast)
    assert kinds(cast.lu) == kinds(cast.wei) == kinds(cast.bai) == ["assigned"]
    plain_steps.urge_order(cast.shen, order, paper("请抓紧"))
    assert (kinds(cast.lu)[1:], kinds(cast.bai)[1:], kinds(cast.shen)) == (["urged"], [], [])


def test_the_page_tells_how_many_are_unread_and_only_ones_own(plan: Plan, cast: Cast, signed_in: Any) -> None:
    at("assigned", plan, cast)
    liaison, other = signed_in(cast.lu), signed_in(cast.bai)
    page = liaison.get("/orders/notices/").content.decode()
    assert '<span class="count-badge">1<span' in page
    own = Notice.objects.get(person=cast.lu)
    other.post("/orders/notices/", {"notice": own.pk})
    own.refresh_from_db()
    assert own.read_at is None
    liaison.post("/orders/notices/", {"notice": own.pk})
    own.refresh_from_db()
    assert own.read_at is not None
    assert "count-badge" not in liaison.get("/orders/notices/").content.decode()
