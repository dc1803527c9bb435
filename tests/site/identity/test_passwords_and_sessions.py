"""Passwords that were used before, that are old; sessions listed, ended, limited."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from cast_of_people import PASSWORD, Cast
from django.test import Client

from duban_site.core.audit.models import Event
from duban_site.identity.models import OpenSession, PastPassword
from duban_site.people.models import Person

SECOND, THIRD = "Qingchen-2032-Lu", "Huanghun-2033-Lu"


def sign_in(person: Person, password: str = PASSWORD) -> Client:
    browser = Client(REMOTE_ADDR="198.51.100.7", HTTP_USER_AGENT="Browser of the test")
    told = {"username": person.username, "password": password}
    assert browser.post("/login/", told).status_code == 302
    return browser


def change(browser: Client, old: str, new: str) -> Any:
    return browser.post("/password/", {"old": old, "new": new, "again": new})


def test_the_forced_change_does_not_take_the_same_password(cast: Cast) -> None:
    Person.objects.filter(pk=cast.shen.pk).update(must_change_password=True)
    browser = sign_in(cast.shen)
    assert browser.get("/plans/").headers["Location"] == "/password/"
    assert "不能与当前密码" in change(browser, PASSWORD, PASSWORD).content.decode()
    assert browser.get("/plans/").headers["Location"] == "/password/"
    assert change(browser, PASSWORD, SECOND).status_code == 302
    assert browser.get("/plans/").status_code == 200


def test_earlier_passwords_come_back_only_after_as_many_as_the_setting(cast: Cast, settings: Any) -> None:
    settings.PASSWORD_HISTORY = 2
    browser = sign_in(cast.shen)
    assert change(browser, PASSWORD, SECOND).status_code == 302
    assert change(browser, SECOND, PASSWORD).status_code == 200
    assert change(browser, SECOND, THIRD).status_code == 302
    assert change(browser, THIRD, SECOND).status_code == 200
    assert change(browser, THIRD, PASSWORD).status_code == 302
    assert PastPassword.objects.filter(person=cast.shen).count() <= 3


def test_an_old_password_must_be_changed(cast: Cast, settings: Any) -> None:
    settings.PASSWORD_DAYS = 90
    change(sign_in(cast.shen), PASSWORD, SECOND)
    assert sign_in(cast.shen, SECOND).get("/plans/").status_code == 200
    for past in PastPassword.objects.filter(person=cast.shen):
        past.since -= dt.timedelta(days=91)
        past.save()
    assert sign_in(cast.shen, SECOND).get("/plans/").headers["Location"] == "/password/"


def test_a_change_of_password_ends_the_other_sessions(cast: Cast) -> None:
    here, there = sign_in(cast.shen), sign_in(cast.shen)
    change(here, PASSWORD, SECOND)
    assert here.get("/plans/").status_code == 200
    assert there.get("/plans/").status_code == 302
    assert OpenSession.objects.filter(person=cast.shen).count() == 1


def test_sessions_are_listed_and_ended(cast: Cast) -> None:
    here, there = sign_in(cast.shen), sign_in(cast.shen)
    page = here.get("/sign-in/").content.decode()
    assert page.count("198.51.100.7") == 2
    assert "Browser of the test" in page
    other = OpenSession.objects.get(session_key=there.session.session_key)
    here.post("/sign-in/sessions/", {"session": other.pk})
    assert there.get("/plans/").status_code == 302
    again = sign_in(cast.shen)
    here.post("/sign-in/sessions/", {"session": "others"})
    assert again.get("/plans/").status_code == 302
    assert here.get("/plans/").status_code == 200


def test_nobody_ends_the_session_of_another_by_its_number(cast: Cast) -> None:
    here, others = sign_in(cast.shen), sign_in(cast.lu)
    session = OpenSession.objects.get(person=cast.lu)
    assert here.post("/sign-in/sessions/", {"session": session.pk}).status_code == 422
    assert others.get("/registers/").status_code == 200


def test_the_oldest_session_ends_where_one_more_is_opened(cast: Cast, settings: Any) -> None:
    settings.SESSIONS_AT_ONCE = 2
    browsers = [sign_in(cast.shen) for _ in range(3)]
    assert [one.get("/plans/").status_code for one in browsers] == [302, 200, 200]
    event = Event.objects.filter(action="people.sign_in").first()
    assert event is not None
    assert event.data["ended_sessions"] == 1


def test_a_session_ends_after_its_hours_though_it_is_used(cast: Cast, settings: Any) -> None:
    browser = sign_in(cast.shen)
    session = browser.session
    session["opened"] = int(time.time()) - settings.SESSION_HOURS * 3600 - 1
    session.save()
    assert browser.get("/plans/").status_code == 302
    assert browser.get("/plans/").headers["Location"].startswith("/login/")


def test_an_administrator_ends_the_sessions_of_another(cast: Cast) -> None:
    browser = sign_in(cast.shen)
    sign_in(cast.ning).post(f"/accounts/{cast.shen.pk}/sessions/")
    assert browser.get("/plans/").status_code == 302


def test_a_closed_account_is_out_at_once(cast: Cast) -> None:
    browser = sign_in(cast.shen)
    Person.objects.filter(pk=cast.shen.pk).update(is_active=False)
    assert browser.get("/plans/").status_code == 302
