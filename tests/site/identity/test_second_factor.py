"""两步验证: set up, asked for, never twice the same code, recovery codes, required by role."""

from __future__ import annotations

import re
import time
from typing import Any

import pyotp
import pytest
from cast_of_people import PASSWORD, Cast
from django.db import connection
from django.test import Client

from duban_site.core.audit.models import Event
from duban_site.identity.models import RecoveryCode, SecondFactor
from duban_site.identity.second_factor import STEP_SECONDS, find_code_step
from duban_site.people.models import Person

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 (for the test database only)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 (of RFC 6238)


def first_step(name: str = "shen") -> tuple[Client, Any]:
    browser = Client()
    return browser, browser.post("/login/", {"username": name, "password": PASSWORD})


def code(secret: str = SECRET, ahead: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(time.time()) + STEP_SECONDS * ahead)


def set_up(browser: Client) -> tuple[str, list[str]]:
    """Through the pages: the secret, and the recovery codes."""
    page = browser.get("/sign-in/second-factor/")
    secret = page.context["secret"]
    assert page.context["qr"].startswith("data:image/svg+xml")
    told = browser.post("/sign-in/second-factor/", {"code": code(secret, -1)})
    return secret, told.context["codes"]


@pytest.fixture
def enrolled(cast: Cast) -> tuple[str, list[str]]:
    browser, _answer = first_step()
    return set_up(browser)


@pytest.mark.parametrize(("at", "digits"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_the_values_of_rfc_6238(at: int, digits: str) -> None:
    assert find_code_step(RFC_SECRET, digits, timestamp=at) == at // STEP_SECONDS
    assert find_code_step(RFC_SECRET, digits, timestamp=at + 2 * STEP_SECONDS) is None


def test_the_password_alone_signs_nobody_in(enrolled: tuple[str, list[str]]) -> None:
    browser, answer = first_step()
    assert answer.headers["Location"] == "/login/code/"
    assert browser.get("/plans/").status_code == 302
    assert browser.post("/login/code/", {"code": code(enrolled[0])}).status_code == 302
    assert browser.get("/plans/").status_code == 200
    event = Event.objects.filter(action="people.sign_in").first()
    assert event is not None
    assert (event.data["means"], event.data["factor"]) == ("password", "totp")


def test_no_code_is_taken_twice(enrolled: tuple[str, list[str]]) -> None:
    same = code(enrolled[0])
    browser, _answer = first_step()
    assert browser.post("/login/code/", {"code": same}).status_code == 302
    browser, _answer = first_step()
    assert "已用过" in browser.post("/login/code/", {"code": same}).content.decode()
    assert browser.get("/plans/").status_code == 302


def test_wrong_codes_are_limited(enrolled: tuple[str, list[str]]) -> None:
    browser, _answer = first_step()
    for _ in range(5):
        browser.post("/login/code/", {"code": "000000"})
    refused = browser.post("/login/code/", {"code": code(enrolled[0])})
    assert "暂停登录" in refused.content.decode()
    again, _answer = first_step()  # a new session is no way round
    assert "暂停登录" in again.post("/login/code/", {"code": code(enrolled[0])}).content.decode()


def test_a_recovery_code_works_once(enrolled: tuple[str, list[str]]) -> None:
    written = enrolled[1][3].upper().replace("-", " ")
    browser, _answer = first_step()
    assert browser.post("/login/code/", {"code": written}).status_code == 302
    browser, _answer = first_step()
    assert browser.post("/login/code/", {"code": written}).status_code == 200
    assert RecoveryCode.objects.filter(used_at=None).count() == 9
    stored = set(RecoveryCode.objects.values_list("code", flat=True))
    assert not stored & set(enrolled[1])


def test_the_second_step_must_follow_soon(enrolled: tuple[str, list[str]]) -> None:
    browser, _answer = first_step()
    session = browser.session
    session["second_factor_of"] = [session["second_factor_of"][0], time.time() - 301, "password"]
    session.save()
    assert browser.post("/login/code/", {"code": code(enrolled[0])}).headers["Location"] == "/login/"


def test_a_role_that_must_have_one_sets_it_up_first(cast: Cast, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["officer"]
    browser, _answer = first_step()
    assert browser.get("/plans/").headers["Location"] == "/sign-in/second-factor/"
    set_up(browser)
    assert browser.get("/plans/").status_code == 200
    secret = SecondFactor.objects.get().secret
    assert browser.post("/sign-in/leave/", {"code": code(secret)}).status_code == 422
    liaison, _answer = first_step("lu")
    assert liaison.get("/registers/").status_code == 200


def test_who_may_do_without_gives_it_up_with_a_code(enrolled: tuple[str, list[str]]) -> None:
    browser, _answer = first_step()
    browser.post("/login/code/", {"code": code(enrolled[0])})
    assert browser.post("/sign-in/leave/", {"code": "000000"}).status_code == 422
    later = code(enrolled[0], 1)
    assert browser.post("/sign-in/recovery-codes/", {"code": later}).context["codes"]
    left = RecoveryCode.objects.filter(used_at=None).count()
    assert left == 10


def test_the_secret_is_never_stored_in_the_clear(enrolled: tuple[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM identity_secondfactor")
        stored = cursor.fetchone()[0]
    assert re.match(r"enc1:k1(-\w+)?:", stored)
    assert enrolled[0] not in stored


def test_an_administrator_resets_it_for_ordinary_people(enrolled: tuple[str, list[str]], cast: Cast) -> None:
    office = Client()
    office.force_login(cast.ning)
    office.post(f"/accounts/{cast.shen.pk}/second-factor/")
    _browser, answer = first_step()
    assert answer.headers["Location"] == "/"
    assert not SecondFactor.objects.exists()
    assert Person.objects.get(pk=cast.shen.pk).recovery_codes.count() == 0
