"""What is published in the small hours of the city carries the city's day, not UTC's."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from a_month import assessed, reported
from cast_of_people import Cast
from django.test import Client
from django.utils import timezone

from duban_site.plans.actions.edit_claim import adjust_target
from duban_site.plans.models import Claim, Plan
from duban_site.reporting.targets import describe_adjustment
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot

NIGHT = dt.datetime(2031, 4, 20, 17, 30, tzinfo=dt.UTC)
"""01:30 on 21 April in the city."""
DAY = "2031-04-21"


@pytest.fixture
def night_plan(cast: Cast, plan: Plan, monkeypatch: Any) -> Plan:
    """A target raised, a month closed and published, all at 01:30."""
    claim = Claim.objects.get(commitment__plan=plan, commitment__number="1.1.2")
    reported(cast, plan, 3, "3")
    assessed(cast, plan, 3)
    monkeypatch.setattr(timezone, "now", lambda: NIGHT)
    adjust_target(cast.shen, claim, {"value": "15"}, reason="上级下达新任务")
    publish_snapshot(cast.shen, close_month(cast.shen, plan, 3))
    return plan


def test_every_published_date_is_the_city_s_own(night_plan: Plan) -> None:
    browser = Client()
    page = browser.get("/public/青澜市/2031/").content.decode()
    linked = [json.loads(block) for block in re.findall(r"ld\+json\">(.*?)</script>", page, re.DOTALL)]
    assert [one["datePublished"] for one in linked] == [DAY]
    sitemap = browser.get("/public/青澜市/2031/sitemap.xml").content.decode()
    assert set(re.findall(r"<lastmod>(.*?)</lastmod>", sitemap)) == {DAY}
    catalogue = json.loads(browser.get(f"/open/{night_plan.pk}/dcat.jsonld").content)
    assert catalogue["dct:modified"]["@value"] == DAY
    told = json.loads(browser.get(f"/api/v2/plans/{night_plan.pk}/commitments/1.1.2").content)
    changes = [change for claim in told["claims"] for change in claim["changes"]]
    assert [change["at"] for change in changes] == [DAY]
    claim = Claim.objects.get(commitment__plan=night_plan, commitment__number="1.1.2")
    newest = describe_adjustment(claim.changes.all())
    assert newest is not None
    assert newest["date"] == DAY
