"""Reads and refusals in the log: once, then counted; and the settings of each start.

That every page and the API log them is held by test_every_url.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from cast_of_people import Cast
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duban_site import env
from duban_site.core.audit import access_log
from duban_site.core.audit.chain import verify_chain
from duban_site.core.audit.labels import get_action_label
from duban_site.core.audit.models import Event, Repeated
from duban_site.core.audit.settings_log import log_settings
from duban_site.plans.models import Plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.models import BodyReport


def events(action: str) -> list[Event]:
    return list(Event.objects.filter(action=action).order_by("seq"))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`clock(minutes)` lets time pass for the log of reads."""
    passed = dt.timedelta()
    real = access_log.utc_now

    def later(minutes: int) -> None:
        nonlocal passed
        passed += dt.timedelta(minutes=minutes)

    monkeypatch.setattr(access_log, "utc_now", lambda: real() + passed)
    return later


def test_the_same_again_is_counted_and_the_count_is_logged(cast: Cast, clock: Any, signed_in: Any) -> None:
    cast.bai.phone = "13987650003"
    cast.bai.save()
    ning = signed_in(cast.ning)
    for _ in range(5):
        ning.get(reverse("account", args=[cast.bai.pk]))
    first = events("site.read")
    assert [e.object_id for e in first] == [cast.bai.pk]
    assert first[0].data["fields"] == ["phone"]
    assert "13987650003" not in str(list(Event.objects.values_list("data", flat=True)))
    assert access_log.log_expired_counts() == 0, "the ten minutes are not over"
    clock(11)
    assert access_log.log_expired_counts() == 1
    counted = events("site.repeated")[0]
    assert counted.actor == first[0].actor
    assert counted.address == first[0].address
    assert counted.data == {"of": "site.read", "event": first[0].seq, "count": 4}
    ning.get(reverse("account", args=[cast.bai.pk]))
    assert len(events("site.read")) == 2
    assert verify_chain().is_intact


def test_many_refusals_fill_no_disk(cast: Cast, plan: Plan, signed_in: Any, clock: Any) -> None:
    ning = signed_in(cast.ning)
    for number in range(30):
        assert ning.get(f"/plans/?a={number}").status_code == 403
    assert len(events("site.refused")) == 1
    stranger = Client()
    for _ in range(20):
        assert stranger.get("/api/v1/registers").status_code == 401
    strangers = Event.objects.filter(action="site.refused", actor="访客")
    assert strangers.count() == 1
    clock(11)
    ning.get("/plans/")
    assert events("site.repeated")[0].data["count"] == 29


def test_strangers_of_many_addresses_are_told_together(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_log, "MAX_ANONYMOUS_NETWORKS", 3)
    for number in range(9):
        Client(REMOTE_ADDR=f"198.51.100.{number}").get("/api/v1/registers")
    assert len(events("site.refused")) == 4
    assert Repeated.objects.order_by("-count")[0].count == 5


def test_a_thing_beyond_ones_scope_is_a_refusal_and_one_that_is_not_there_is_none(
    cast: Cast, plan: Plan, signed_in: Any
) -> None:
    bai = signed_in(cast.bai)
    open_round(cast.shen, plan, 3)
    report = BodyReport.objects.exclude(body=cast.commerce).order_by("pk")[0]
    assert bai.get(reverse("report", args=[report.pk])).status_code == 404
    assert bai.get(reverse("report", args=[10**6])).status_code == 404
    refused = events("site.refused")
    assert [(e.object_type, e.object_id) for e in refused] == [("reporting.bodyreport", report.pk)]


def test_settings_are_logged_where_they_changed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_SMTP_PASSWORD", "Xian-Mi-2031")
    monkeypatch.setenv("DUBAN_CITY", "青澜市")
    assert log_settings("serve") is not None
    assert log_settings("serve") is None
    assert log_settings("worker") is not None
    monkeypatch.setenv("DUBAN_CITY", "云岭市")
    monkeypatch.setenv("DUBAN_SMTP_PASSWORD", "Xian-Mi-2032")
    monkeypatch.delenv("DUBAN_LOG", raising=False)
    event = log_settings("serve")
    assert event is not None
    assert event.data["changed"].pop("DUBAN_SMTP_PASSWORD").startswith("hmac:")
    assert event.data["changed"] == {"DUBAN_CITY": "云岭市"}
    assert event.data["removed"] == ["DUBAN_LOG"]
    assert "Xian-Mi" not in str(list(Event.objects.values_list("data", flat=True)))


def test_every_secret_setting_is_known_as_one() -> None:
    marks = ("KEY", "SECRET", "PASSWORD", "TOKEN")
    names = {name for name in env.OPTIONS if name.startswith("DUBAN_")}
    wanted = {n for n in names if any(mark in n.split("_") for mark in marks)}
    numbers = {"DUBAN_PASSWORD_DAYS", "DUBAN_PASSWORD_HISTORY", "DUBAN_REQUESTS_TOKEN"}
    assert wanted - numbers <= {name for name, option in env.OPTIONS.items() if option.secret}


def test_the_auditor_finds_and_takes_away_what_was_done(cast: Cast, plan: Plan, signed_in: Any) -> None:
    signed_in(cast.ning).get("/plans/")
    tan = signed_in(cast.tan)
    page = tan.get("/log/").content.decode()
    assert "沈岚(shen) 导入报告" in page
    today = timezone.localdate()
    refused = tan.get("/log/", {"kind": "site.refused", "person": "ning", "since": today})
    assert "宁宇(ning) 访问被拒绝" in refused.content.decode()
    assert "导入报告" not in refused.content.decode()
    tomorrow = today + dt.timedelta(days=1)
    assert "没有符合的记录" in tan.get("/log/", {"since": tomorrow}).content.decode()
    assert tan.get("/log/", {"since": "yesterday"}).status_code == 422
    taken = tan.get("/log/csv/", {"kind": "plans.", "thing": plan.city})
    rows = list(csv.reader(io.StringIO(b"".join(taken).decode("utf-8-sig"))))
    expected = Event.objects.filter(action__startswith="plans.", label__contains=plan.city)
    assert [row[0] for row in rows[1:]] == [str(e.seq) for e in expected]
    assert rows[1][-1] == expected[0].hash
    assert events("site.download")[-1].data["file"] == 'attachment; filename="log.csv"'
    tan.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "沈岚(shen) imported a report" in tan.get("/log/").content.decode()
    assert get_action_label("new.kind_of_thing") == "系统 · kind_of_thing"
