"""Who fails is slowed down; the account's owner and the neighbours are not."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from cast_of_people import PASSWORD, Cast
from django.db import connection
from django.test import Client
from django.utils import timezone

from duban_site.identity.lockout import count_attempt, list_blocked_usernames
from duban_site.identity.models import TryCounter

OFFICE, STRANGER = "198.51.100.7", "203.0.113.5"


def attempt(password: str, name: str = "ning", address: str = OFFICE, browser: Client | None = None) -> Any:
    browser = browser or Client()
    return browser.post("/login/", {"username": name, "password": password}, REMOTE_ADDR=address)


def fail(times: int, name: str = "ning", address: str = STRANGER) -> Any:
    return [attempt("wrong", name, address) for _ in range(times)][-1]


def later(**passed: int) -> None:
    for row in TryCounter.objects.all():
        row.last_at -= dt.timedelta(**passed)
        if row.blocked_until:
            row.blocked_until -= dt.timedelta(**passed)
        row.save()


def test_a_stranger_does_not_lock_the_only_administrator_out(cast: Cast) -> None:
    assert "暂停登录" in fail(8).content.decode()
    assert attempt(PASSWORD, address=STRANGER).status_code == 200
    assert attempt(PASSWORD, address=OFFICE).status_code == 302


def test_strangers_everywhere_do_not_hold_up_a_known_browser(cast: Cast, settings: Any) -> None:
    settings.LOCKOUT_ACCOUNT_TRIES = 2
    known = Client()
    assert attempt(PASSWORD, browser=known).status_code == 302
    known.post("/logout/")
    for n in range(60):
        fail(1, address=f"203.0.113.{n}")
    assert attempt(PASSWORD, address="192.0.2.9").status_code == 200  # unknown to the account
    assert attempt(PASSWORD, address="192.0.2.9", browser=known).status_code == 302
    assert attempt(PASSWORD, address=OFFICE).status_code == 302  # it signed in from there before


def test_a_neighbour_behind_one_address_locks_nobody_else_out(cast: Cast, settings: Any) -> None:
    for person in ("shen", "lu"):
        assert attempt(PASSWORD, person).status_code == 302
    for n in range(settings.LOCKOUT_ADDRESS_TRIES + 10):
        fail(1, f"guess{n}", OFFICE)
    assert attempt(PASSWORD, "shen").status_code == 302
    assert attempt(PASSWORD, "lu").status_code == 302
    assert attempt(PASSWORD, "wei").status_code == 200  # never seen here: waits a minute
    later(minutes=2)
    assert attempt(PASSWORD, "wei").status_code == 302


def test_the_wait_doubles_up_to_the_setting(cast: Cast, settings: Any) -> None:
    waits = []
    for _ in range(settings.LOCKOUT_ACCOUNT_TRIES - 1):
        assert count_attempt("ning", STRANGER).blocked_until is None
    for _ in range(7):
        count_attempt("ning", STRANGER)
        row = TryCounter.objects.get(key=f"password {STRANGER} ning")
        assert row.blocked_until is not None
        waits.append(round((row.blocked_until - timezone.now()).total_seconds() / 60))
        later(seconds=int((row.blocked_until - timezone.now()).total_seconds()) + 1)
    assert waits == [1, 2, 4, 8, 15, 15, 15]


def test_a_known_browser_is_no_way_to_try_without_end(cast: Cast) -> None:
    known = Client()
    attempt(PASSWORD, browser=known)
    known.post("/logout/")
    for n in range(6):
        attempt("wrong", address=f"192.0.2.{n}", browser=known)
    assert "暂停登录" in attempt(PASSWORD, address="192.0.2.99", browser=known).content.decode()


@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_count_as_thirty(cast: Cast, settings: Any) -> None:
    statuses: list[int] = []

    def work() -> None:
        try:
            statuses.append(attempt("wrong", address=STRANGER).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 30
    own = TryCounter.objects.get(key=f"password {STRANGER} ning")
    assert own.failures == 30
    looked_at = settings.LOCKOUT_ACCOUNT_TRIES
    from duban_site.core.audit.models import Event

    failed = Event.objects.filter(action="people.sign_in_failed")
    assert failed.filter(data__what="password").count() == looked_at
    assert failed.filter(data__what="blocked").count() == 30 - looked_at


@pytest.mark.parametrize("spelling", ["ſhen", "ＳＨＥＮ", "Shen ", "ﬁ", "SHEN"])
def test_every_spelling_has_one_counter(cast: Cast, spelling: str) -> None:
    fail(5, spelling)
    name = {"ﬁ": "fi"}.get(spelling, "shen")
    assert list_blocked_usernames() == {name}
    if name == "shen":
        assert attempt(PASSWORD, "shen", STRANGER).status_code == 200


def test_ipv6_neighbours_share_a_counter(cast: Cast) -> None:
    for n in range(5):
        fail(1, address=f"2001:db8::{n}")
    assert attempt(PASSWORD, address="2001:db8::99").status_code == 200
