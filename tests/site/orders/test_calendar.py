"""The calendar feed: a secret address, one person's scope, ended at once when revoked."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from an_order import DUE, at, drafted, paper
from cast_of_people import Cast
from django.test import Client
from icalendar import Calendar

from duban_site.core.audit.models import Event
from duban_site.orders.actions import close_order
from duban_site.orders.actions.calendar import renew_calendar, revoke_calendar
from duban_site.orders.calendar_feed import render_person_calendar
from duban_site.orders.models import CalendarFeed
from duban_site.people.models import Person
from duban_site.plans.models import Plan
from duban_site.reporting.actions.open_round import open_round

TODAY = dt.date(2031, 4, 2)
NOW = dt.datetime(2031, 4, 2, 9, tzinfo=dt.UTC)


def titles(person: Person) -> list[str]:
    events = Calendar.from_ical(render_person_calendar(person, TODAY, NOW)).walk("VEVENT")
    return [f"{event['DTSTART'].dt} {event['SUMMARY']}" for event in events]


def get(token: str) -> Any:
    return Client().get(f"/orders/calendar/{token}.ics")


def test_a_program_reads_it_without_signing_in(plan: Plan, cast: Cast) -> None:
    answer = get(renew_calendar(cast.lu))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    Calendar.from_ical(answer.content)


def test_each_sees_what_is_theirs_and_nothing_else(plan: Plan, cast: Cast) -> None:
    order = at("handling", plan, cast)
    drafted(plan, cast, commitment=None, title="还没有交办的事")
    due = f"{DUE} 督办到期：{order.label} 泵站改造进度落后"
    opened = open_round(cast.shen, plan, 3)
    report = f"{opened.due} 月度报告截止：{opened}"
    assert titles(cast.lu) == titles(cast.wei) == [due, report]
    assert titles(cast.bai) == [due, report]  # cooperates in the one, reports the other
    assert titles(cast.gao) == titles(cast.shen) == [due]
    order.cooperating.clear()
    assert titles(cast.bai) == [report]


def test_what_is_replied_falls_due_no_more(plan: Plan, cast: Cast) -> None:
    order = at("handling", plan, cast)
    close_order.reply_to_order(cast.wei, order, paper("完成"))
    assert titles(cast.lu) == []


def test_only_the_hash_is_kept_and_the_log_knows_no_secret(plan: Plan, cast: Cast) -> None:
    token = renew_calendar(cast.lu)
    assert len(token) >= 43
    assert token not in str(list(CalendarFeed.objects.values()))
    assert not [e for e in Event.objects.all() if token in str(e.data) + e.label]


def test_a_new_address_ends_the_old_and_revoking_ends_both(plan: Plan, cast: Cast) -> None:
    old = renew_calendar(cast.lu)
    new = renew_calendar(cast.lu)
    assert (get(old).status_code, get(new).status_code) == (404, 200)
    revoke_calendar(cast.lu)
    assert get(new).status_code == 404


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "auditor", "body": None}])
def test_a_closed_account_or_a_role_without_the_right_has_no_feed(
    plan: Plan, cast: Cast, change: dict[str, Any]
) -> None:
    token = renew_calendar(cast.lu)
    Person.objects.filter(pk=cast.lu.pk).update(**change)
    assert get(token).status_code == 404


def test_the_address_is_shown_once(plan: Plan, cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.lu)
    page = browser.post("/orders/calendar/").content.decode()
    found = re.search(r"/orders/calendar/([\w-]+)\.ics", page)
    assert found is not None
    assert get(found[1]).status_code == 200
    assert ".ics" not in browser.get("/orders/calendar/").content.decode()
