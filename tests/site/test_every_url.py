"""Every URL × every role, with the expected answer written down.

The plan is in force; the report is the water bureau's draft (in the second table: handed in).
Columns: somebody not signed in · Ning administrator · Shen officer · Lu liaison of water · Wei
head of water · Bai liaison of commerce · Gao leader of water · Tan auditor.

y answered · n refused (403) · 4 does not exist for them (404) · l sent to sign in
- no such method (405)
"""

from __future__ import annotations

import io

import pytest
from cast_of_people import Cast
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from duban_site.access.checks import every_url_declares_its_action, url_patterns
from duban_site.access.page import page
from duban_site.figures.actions.assess import assess_plan
from duban_site.figures.actions.attach import attach
from duban_site.figures.actions.open_round import open_round
from duban_site.figures.actions.sign import sign, submit
from duban_site.figures.actions.write_entry import EntryInput, write_entry
from duban_site.figures.models import Evidence, ReportingRound, UnitReport
from duban_site.plans.models import Plan

PEOPLE = ("", "ning", "shen", "lu", "wei", "bai", "gao", "tan")

#                             GET         POST
#                          -NSLWBGT    -NSLWBGT
TABLE = {
    "home":              ("lyyyyyyy", "--------"),
    "login":             ("yyyyyyyy", "yyyyyyyy"),
    "logout":            ("--------", "lyyyyyyy"),
    "password":          ("lyyyyyyy", "lyyyyyyy"),
    "language":          ("--------", "yyyyyyyy"),
    "health":            ("yyyyyyyy", "--------"),
    "accounts":          ("lynnnnny", "--------"),
    "open_account":      ("lynnnnnn", "lynnnnnn"),
    "account":           ("lynnnnnn", "lynnnnnn"),
    "new_password":      ("--------", "lynnnnnn"),
    "unlock":            ("--------", "lynnnnnn"),
    "units":             ("lnynnnny", "--------"),
    "open_unit":         ("lnynnnnn", "lnynnnnn"),
    "unit":              ("lnynnnnn", "lnynnnnn"),
    "open_leader":       ("--------", "lnynnnnn"),
    "log":               ("lnnnnnny", "--------"),
    "plans":             ("lnyyyyyy", "--------"),
    "import_plan":       ("lnynnnnn", "lnynnnnn"),
    "plan":              ("lnyyyyyy", "--------"),
    "activate":          ("--------", "lnynnnnn"),
    "close":             ("--------", "lnynnnnn"),
    "review":            ("lnynnnny", "--------"),
    "accept_part":       ("--------", "lnynnnnn"),
    "commitment_review": ("lnynnnny", "--------"),
    "decide":            ("--------", "lnynnnnn"),
    "split":             ("--------", "lnynnnnn"),
    "merge":             ("--------", "lnynnnnn"),
    "save_claim":        ("--------", "lnynnnnn"),
    "adjust":            ("lnynnnnn", "lnynnnnn"),
    "assign":            ("lnynnnny", "lnynnnnn"),
    "breakdown":         ("lnynnnyy", "--------"),
    "import_breakdown":  ("--------", "lnynnnnn"),
    "commitment":        ("lnyyyyyy", "--------"),
    "month":             ("lnnyyynn", "--------"),
    "report":            ("ln4yy4ny", "lnnyn4nn"),
    "sheet":             ("ln4yy4ny", "lnnyn4nn"),
    "sign":              ("--------", "lnnnynnn"),
    "take_back":         ("--------", "lnnnynnn"),
    "submit":            ("--------", "lnnyy4nn"),
    "detach":            ("--------", "lnnyn4nn"),
    "accept_report":     ("--------", "ln4nnnnn"),
    "send_back":         ("--------", "ln4nnnnn"),
    "evidence":          ("ln4yy44y", "--------"),
    "rounds":            ("lnynnnny", "--------"),
    "round":             ("lnynnnny", "--------"),
    "plan_rounds":       ("lnynnnny", "--------"),
    "open_round":        ("--------", "lnynnnnn"),
    "assess":            ("--------", "lnynnnnn"),
    "late":              ("lnynnnyy", "--------"),
    "schedule":          ("lnyyyyyy", "--------"),
    "save_schedule":     ("--------", "lnynnnnn"),
    "milestones":        ("--------", "lnynnnnn"),
    "assessment":        ("lnyyyyyy", "lnnnynnn"),
    "boards":            ("lnyyyyyy", "--------"),
    "overview":          ("lnyyyyyy", "--------"),
    "living":            ("lnyyyyyy", "--------"),
    "board_table":       ("lnyyyyyy", "--------"),
    "board_csv":         ("lnyyyyyy", "--------"),
    "board_xlsx":        ("lnyyyyyy", "--------"),
    "board_units":       ("lnyyyyyy", "--------"),
    "board_unit":        ("lnyyyyyy", "--------"),
    "board_leader":      ("lnyyyyyy", "--------"),
    "board_commitment":  ("lnyyyyyy", "--------"),
    "board_card":        ("lnyyyyyy", "--------"),
}  # fmt: skip

HANDED_IN = {
    "report":            ("lnyyy4ny", "lnnyn4nn"),
    "sheet":             ("lnyyy4ny", "lnnyn4nn"),
    "accept_report":     ("--------", "lnynnnnn"),
    "send_back":         ("--------", "lnynnnnn"),
    "evidence":          ("lnyyy4yy", "--------"),
}  # fmt: skip

DRAFT_PLAN = {
    "plan":              ("lny4444y", "--------"),
    "commitment":        ("lny4444y", "--------"),
    "schedule":          ("lny4444y", "--------"),
    "breakdown":         ("lnynnn4y", "--------"),
    "overview":          ("lny4444y", "--------"),
    "board_table":       ("lny4444y", "--------"),
}  # fmt: skip


@pytest.fixture
def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments."""
    opened = open_round(cast.shen, plan, 3)
    report = opened.reports.get(unit=cast.water)
    pumps = plan.commitments.get(number="1.1.2")
    write_entry(cast.lu, report, EntryInput(pumps, 0, "已完成三座改造。"))
    file = attach(cast.lu, report, pumps, "验收单.pdf", io.BytesIO(b"%PDF-1.7 invented"))
    assess_plan(cast.shen, plan, opened.as_of)
    return arguments(plan, cast, opened, report, file)


def arguments(
    plan: Plan, cast: Cast, opened: ReportingRound, report: UnitReport, file: Evidence
) -> dict[str, dict[str, object]]:
    pumps = plan.commitments.get(number="1.1.2")
    claim, assessment = pumps.claims.get(), pumps.assessments.get()
    of_plan = {"pk": plan.pk}
    part, own = of_plan | {"order": 1}, of_plan | {"commitment": pumps.pk}
    found: dict[str, dict[str, object]] = {
        name: {"pk": cast.bai.pk} for name in ("account", "new_password", "unlock")
    }
    found |= dict.fromkeys(("review", "accept_part", "assign"), part)
    found |= dict.fromkeys(("commitment_review", "split", "merge"), own)
    found |= dict.fromkeys(("save_claim", "adjust"), of_plan | {"claim": claim.pk})
    plans = ("plan", "activate", "close", "breakdown", "import_breakdown")
    found |= dict.fromkeys((*plans, "plan_rounds", "open_round", "assess"), of_plan)
    reports = ("report", "sheet", "sign", "take_back", "submit", "accept_report", "send_back")
    found |= {key: {"pk": report.pk} for key in reports}
    found |= {key: {"pk": pumps.pk} for key in ("commitment", "schedule", "milestones")}
    of_boards = ("overview", "living", "board_table", "board_csv", "board_xlsx", "board_units")
    found |= dict.fromkeys(of_boards, of_plan)
    return found | {
        "board_unit": of_plan | {"unit": cast.water.pk},
        "board_leader": of_plan | {"leader": cast.gao_leader.pk},
        "board_commitment": {"key": pumps.pk},
        "board_card": {"key": pumps.pk},
        "unit": {"pk": cast.water.pk},
        "decide": own | {"what": "accept"},
        "detach": {"pk": report.pk, "evidence": file.pk},
        "evidence": {"pk": file.pk},
        "round": {"pk": opened.pk},
        "save_schedule": {"pk": pumps.pk, "claim": claim.pk},
        "assessment": {"pk": assessment.pk},
    }


def answer(response: HttpResponse) -> str:
    if response.status_code == 302 and response.headers["Location"].startswith("/login/?next="):
        return "l"
    return {403: "n", 404: "4", 405: "-"}.get(response.status_code, "y")


def ask(cast: Cast, url: str, method: str) -> str:
    """The answers to everybody, each in a world of their own."""
    out = ""
    for name in PEOPLE:
        browser = Client()
        with transaction.atomic():
            if name:
                browser.force_login(getattr(cast, name))
            response = browser.get(url) if method == "GET" else browser.post(url)
            assert response.status_code < 500, (url, name)
            if response.streaming:
                for close in response._resource_closers:  # response.close() ends the connection
                    close()
            out += answer(response)  # type: ignore[arg-type]
            transaction.set_rollback(True)
    return out


def test_the_table_has_every_url_and_no_other() -> None:
    assert {pattern.name for _route, pattern in url_patterns()} == TABLE.keys()


@pytest.mark.parametrize("name", TABLE)
def test_every_role_gets_the_expected_answer(
    name: str, things: dict[str, dict[str, object]], cast: Cast
) -> None:
    url = reverse(name, kwargs=things.get(name))
    assert (ask(cast, url, "GET"), ask(cast, url, "POST")) == TABLE[name]


@pytest.mark.parametrize("name", HANDED_IN)
def test_a_report_that_is_handed_in_is_the_offices_too(
    name: str, things: dict[str, dict[str, object]], cast: Cast
) -> None:
    report = UnitReport.objects.get(pk=things["report"]["pk"])
    sign(cast.wei, report)
    submit(cast.wei, report)
    url = reverse(name, kwargs=things[name])
    assert (ask(cast, url, "GET"), ask(cast, url, "POST")) == HANDED_IN[name]


@pytest.mark.parametrize("name", DRAFT_PLAN)
def test_a_draft_plan_is_the_offices_alone(name: str, draft: Plan, cast: Cast) -> None:
    pumps = draft.commitments.get(number="1.1.2")
    key = pumps.pk if name in ("commitment", "schedule") else draft.pk
    url = reverse(name, kwargs={"pk": key})
    assert (ask(cast, url, "GET"), ask(cast, url, "POST")) == DRAFT_PLAN[name]


def test_a_url_without_an_action_fails_the_system_check(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.urls import path

    from duban_site import urls

    def view(request: object) -> None: ...

    stray = [path("stray/", view), page("odd/", view, "odd", see="odd.action")]  # type: ignore[arg-type]
    assert every_url_declares_its_action() == []
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, *stray])
    from django.urls import clear_url_caches

    clear_url_caches()
    found = {message.id for message in every_url_declares_its_action()}
    monkeypatch.undo()
    clear_url_caches()
    assert found == {"duban.E001", "duban.E002"}


def test_a_closed_account_may_nothing(things: object, cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.shen)
    cast.shen.is_active = False
    cast.shen.save()
    assert answer(browser.get("/plans/")) == "l"  # type: ignore[arg-type]


def test_a_first_password_must_be_changed_before_anything_else(plan: Plan, cast: Cast) -> None:
    cast.shen.must_change_password = True
    cast.shen.save()
    browser = Client()
    browser.force_login(cast.shen)
    assert browser.get(f"/plans/{plan.pk}/").headers["Location"] == "/password/"
