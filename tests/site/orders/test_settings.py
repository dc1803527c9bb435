"""Settings of supervision refuse what no office could mean, and say what to write instead."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from duban_site import env

DAYS = {"urgent": 3, "normal": 15, "hard": 30}


@pytest.mark.parametrize("text", ["urgent=6", "urgent=0", "soon=3", "normal=x", "hard"])
def test_days_that_no_order_could_have_stop_the_start(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("DAYS", text)
    with pytest.raises(ImproperlyConfigured, match="DAYS"):
        env.read_amounts("DAYS", DAYS, {"urgent": 5})


def test_what_is_not_named_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYS", "urgent=5, hard=40")
    assert env.read_amounts("DAYS", DAYS, {"urgent": 5}) == {"urgent": 5, "normal": 15, "hard": 40}


@pytest.mark.parametrize("text", ["号", "{year}", "{year}{number}{x}", "{year}{number", "{}"])
def test_a_number_without_year_or_count_stops_the_start(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("NUMBER", text)
    with pytest.raises(ImproperlyConfigured, match="NUMBER"):
        env.read_pattern("NUMBER", "督办〔{year}〕{number}号", ("year", "number"))


def test_days_of_reminders_are_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEFORE", "5, 0,2")
    assert env.read_days("BEFORE", "1") == [0, 2, 5]
    monkeypatch.setenv("BEFORE", "5,-1")
    with pytest.raises(ImproperlyConfigured, match="BEFORE"):
        env.read_days("BEFORE", "1")


def test_a_wrong_setting_is_told_in_chinese_and_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")
    with pytest.raises(ImproperlyConfigured, match=r"请写整数，如 5。 PORT is 'many'\. Write a"):
        env.read_number("PORT", 5)
    monkeypatch.delenv("KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match=r"没有设置 KEY。.+ KEY is not set\."):
        env.read_text("KEY")
