"""Hot spots of calls, and policies that a company meets, with the reasons."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from cast_of_people import Cast
from django.test import Client

from duban.register import template_text
from duban_site.ledgers.actions.attach import attach
from duban_site.ledgers.actions.create import create
from duban_site.ledgers.actions.declare import declare
from duban_site.ledgers.actions.happen import When
from duban_site.ledgers.actions.write import move
from duban_site.ledgers.days import now, today

pytestmark = pytest.mark.django_db


def page(person: object, url: str) -> str:
    browser = Client()
    browser.force_login(person)  # type: ignore[arg-type]
    return browser.get(url).content.decode()


def test_calls_that_gather_are_a_hot_spot_and_likely_repeats_are_named(cast: Cast) -> None:
    hotline = declare(cast.shen, template_text("hotline"))
    call = {"channel": "电话", "kind": "投诉", "content": "水压低", "district": "云岭县"}
    for n in range(8):
        when = When(at=now() - dt.timedelta(days=n % 3))
        create(cast.shen, hotline, call | {"subject": "青溪小区三期水压太低"}, when=when)
    create(cast.shen, hotline, call | {"subject": "路灯不亮", "district": "平川市"})
    told = page(cast.shen, f"/ledgers/{hotline.pk}/hotspots/")
    assert "▲ 8" in told
    assert "云岭县" in told
    assert told.count("≈") >= 5
    assert "平川市" not in told


def test_every_hit_and_miss_of_a_policy_has_its_reason(cast: Cast) -> None:
    policy = declare(cast.shen, template_text("policy"))
    values = {
        "name": "升规奖励",
        "document": "云政发1号",
        "lead_unit": "市商务局",
        "issued_on": today() - dt.timedelta(days=9),
        "valid_until": today() + dt.timedelta(days=90),
        "benefit": "奖励10万元",
    }
    made = create(cast.shen, policy, values)
    attach(cast.shen, made, "申兑指南", "a.pdf", io.BytesIO(b"%PDF-1.7 guide"))
    more = {
        "conditions": "营业收入 不低于 2000\n规模 属于 小型、微型",
        "way": "免申即享",
        "days": 7,
        "place": "大厅",
        "hotline": "12345",
    }
    move(cast.shen, made, "published", more)
    url = f"/ledgers/{policy.pk}/matching/"
    met = page(cast.shen, f"{url}?p_revenue=3500&p_size=小型")
    assert "营业收入 不低于 2000万元：实际3500万元，符合" in met
    assert "✔ 符合" in met
    missed = page(cast.shen, f"{url}?p_revenue=100&p_size=大型")
    assert "✕ 不符合" in missed
    assert "实际100万元，不符合" in missed
    assert "缺少数据" in page(cast.shen, f"{url}?p_revenue=3500")
    assert "营业收入“很多”应是数" in page(cast.shen, f"{url}?p_revenue=很多")
