"""Settings of supervision refuse what no office could mean, and say what to write instead."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from duban_site import env
from duban_site.people.models import Role


@pytest.mark.parametrize("text", ["urgent=6", "urgent=0", "soon=3", "normal=x", "hard"])
def test_days_that_no_order_could_have_stop_the_start(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("DUBAN_ORDER_DAYS", text)
    with pytest.raises(ImproperlyConfigured, match="DUBAN_ORDER_DAYS"):
        env.read("DUBAN_ORDER_DAYS", dict[str, int])


def test_what_is_not_named_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_ORDER_DAYS", "urgent=5, hard=40")
    assert env.read("DUBAN_ORDER_DAYS", dict[str, int]) == {"urgent": 5, "normal": 15, "hard": 40}


@pytest.mark.parametrize("text", ["号", "{year}", "{year}{number}{x}", "{year}{number", "{}"])
def test_a_number_without_year_or_count_stops_the_start(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("DUBAN_ORDER_NUMBER", text)
    with pytest.raises(ImproperlyConfigured, match="DUBAN_ORDER_NUMBER"):
        env.read("DUBAN_ORDER_NUMBER", str)


def test_days_of_reminders_are_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_REMIND_BEFORE", "5, 0,2")
    assert env.read("DUBAN_REMIND_BEFORE", list[int]) == [0, 2, 5]
    monkeypatch.setenv("DUBAN_REMIND_BEFORE", "5,-1")
    with pytest.raises(ImproperlyConfigured, match="DUBAN_REMIND_BEFORE"):
        env.read("DUBAN_REMIND_BEFORE", list[int])


def test_a_wrong_setting_is_told_in_chinese_and_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_SMTP_PORT", "many")
    with pytest.raises(ImproperlyConfigured, match=r"请写不小于 1 的整数。 DUBAN_SMTP_PORT is 'many'\. Write a"):
        env.read("DUBAN_SMTP_PORT", int)
    monkeypatch.delenv("DUBAN_SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match=r"没有设置 DUBAN_SECRET_KEY。.+ DUBAN_SECRET_KEY is not set\."):
        env.read("DUBAN_SECRET_KEY", str)


def test_a_misspelt_role_never_passes_for_a_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_SECOND_FACTOR", "administrator,auditors")
    with pytest.raises(ImproperlyConfigured, match="auditor"):
        env.read("DUBAN_SECOND_FACTOR", list[str])
    assert set(env.OPTIONS["DUBAN_SECOND_FACTOR"].limits["choices"]) == set(Role.values)
