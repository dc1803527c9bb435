"""A plan is assessed by the rules that its office chose, and says by which."""

from __future__ import annotations

import datetime as dt

import pytest
from cast_of_people import Cast
from django.test import Client

from duban.assessment.rules import RULE_OPTIONS, list_rule_names
from duban_site.core.audit.models import Event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.jobs.models import Job
from duban_site.plans.models import Plan, Status
from duban_site.plans.rules import load_rules
from duban_site.preparation.actions.choose_rules import choose_rules
from duban_site.reporting.actions.assess_plan import assess_plan
from duban_site.reporting.models import Figure


@pytest.fixture
def office(signed_in, cast: Cast) -> Client:
    return signed_in(cast.shen)


@pytest.fixture
def half(plan: Plan, cast: Cast) -> Plan:
    """Three of six pumping stations by the end of June, and two of them are there."""
    claim = plan.commitments.get(number="1.1.2").claims.get()
    end = dt.date(plan.year, 6, 30)
    Figure.objects.create(
        claim=claim,
        period=end.isoformat(),
        end=end,
        value=2,
        published=end,
        version="final",
        source="x",
        accepted_at=utc_now(),
    )
    return plan


def light(plan: Plan, cast: Cast) -> str:
    assess_plan(cast.shen, plan, dt.date(plan.year, 6, 30))
    return plan.commitments.get(number="1.1.2").assessments.get(slot=0).light


def test_another_threshold_gives_another_light_and_is_logged(half: Plan, cast: Cast) -> None:
    assert light(half, cast) == "red"
    changed = choose_rules(cast.shen, half, "default", {"amounts.red": "40", "amounts.small_count": "0"})
    assert light(changed, cast) == "yellow"
    details = Event.objects.get(action="plans.choose_rules").data
    assert details["thresholds"] == {"amounts.red": "40", "amounts.small_count": "0"}
    assert details["before"] == {"rules": "default", "thresholds": {}}
    choose_rules(cast.shen, changed, "default", changed.thresholds)
    assert Event.objects.filter(action="plans.choose_rules").count() == 1, "the same again changes nothing"


@pytest.mark.parametrize("name", list_rule_names())
def test_every_set_that_ships_can_be_chosen(plan: Plan, cast: Cast, name: str) -> None:
    rules = load_rules(choose_rules(cast.shen, plan, name, {"approx.rate_points": "0.7"}))
    assert rules.name == name
    assert rules.approx_rate.as_tuple().digits == (7,)
    assert "改动" in rules.title


def test_the_plan_is_assessed_at_once(plan: Plan, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duban_site.core.clock.today", lambda: dt.date(plan.year, 7, 1))
    choose_rules(cast.shen, plan, "宣城", {})
    assert Job.objects.filter(kind="reporting.assess").exists()


@pytest.mark.parametrize(
    ("name", "thresholds"),
    [
        ("default", {"amounts.red": "many"}),
        ("default", {"amounts.yellow": "30", "amounts.red": "5"}),
        ("default", {"no.such": "1"}),
        ("nowhere", {}),
    ],
)
def test_rules_that_cannot_be_are_refused(plan: Plan, cast: Cast, name: str, thresholds: dict[str, str]) -> None:
    with pytest.raises(Refused):
        choose_rules(cast.shen, plan, name, thresholds)
    plan.refresh_from_db()
    assert (plan.rules, plan.thresholds) == ("default", {})


def test_a_plan_that_has_ended_keeps_its_rules(plan: Plan, cast: Cast) -> None:
    Plan.objects.filter(pk=plan.pk).update(status=Status.CLOSED)
    with pytest.raises(Refused, match="已结束"):
        choose_rules(cast.shen, plan, "宣城", {})


def test_the_page_tries_saves_and_marks_what_is_wrong(half: Plan, office: Client, signed_in, cast: Cast) -> None:
    address = f"/plans/{half.pk}/rules/"
    page = office.get(address).content.decode()
    assert all(f'name="{name}"' in page for name in RULE_OPTIONS)
    tried = office.post(address, {"rules": "武汉", "try": "1"}).content.decode()
    assert "还没有保存" in tried
    half.refresh_from_db()
    assert half.rules == "default"
    wrong = office.post(address, {"rules": "default", "amounts.red": "一些"}).content.decode()
    assert "不小于 0 的数" in wrong
    crossed = office.post(address, {"rules": "default", "amounts.yellow": "30", "amounts.red": "5"}).content.decode()
    assert 'class="errorlist nonfield"' in crossed
    assert office.post(address, {"rules": "武汉", "lights.near": "yellow"}).status_code == 302
    half.refresh_from_db()
    assert (half.rules, half.thresholds) == ("武汉", {"lights.near": "yellow"})
    assert "武汉市重大项目管理办法" in office.get(f"/plans/{half.pk}/").content.decode()
    seen = signed_in(cast.lu).get(address).content.decode()
    assert "保存规则" not in seen, "a body sees by what it is judged, and changes nothing"


def test_what_somebody_else_saved_is_not_overwritten(plan: Plan, office: Client, cast: Cast) -> None:
    form = office.get(f"/plans/{plan.pk}/rules/").context["form"]
    choose_rules(cast.shen, plan, "default", {"amounts.red": "20"})
    answer = office.post(f"/plans/{plan.pk}/rules/", {"rules": "宣城", "opened_with": form.initial["opened_with"]})
    assert "别人改过" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.rules == "default"
