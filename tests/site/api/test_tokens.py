from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from cast_of_people import Cast
from django.utils import timezone

from duban_site.api.actions.issue_token import issue_token
from duban_site.api.actions.revoke_token import revoke_token
from duban_site.api.models import Token
from duban_site.core.audit.models import Event
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.models import BodyReport, Entry

Make = Callable[..., Any]
READ = "reports.read"


@pytest.fixture
def draft(cast: Cast, plan: Plan) -> BodyReport:
    """The water bureau's open report of March."""
    return open_round(cast.shen, plan, 3).reports.get(body=cast.water)


def entry_path(report: BodyReport, number: str = "1.1.2") -> str:
    commitment = report.round.plan.commitments.get(number=number)
    return f"/body/reports/{report.pk}/entries/{commitment.pk}"


def figure(report: BodyReport, value: str, **other: object) -> dict[str, object]:
    claim = report.round.plan.commitments.get(number="1.1.2").claims.get()
    period = f"{report.round.plan.year}-01..03"
    return {"claim": claim.pk, "period": period, "value": value, **other}


def test_a_program_of_the_unit_reports_a_figure(cast: Cast, draft: BodyReport, program: Make) -> None:
    ours = program(cast.lu)
    asked = ours.get(f"/body/reports/{draft.pk}")[1]
    assert "1.1.2" in [one["number"] for one in asked["asked"]]
    body = {"version": 0, "progress": "已改造三座。", "figures": [figure(draft, "3")]}
    status, answer = ours.post(entry_path(draft), body)
    assert (status, answer["version"], answer["figures"][0]["value"]) == (200, 1, "3")
    assert Entry.objects.get().updated_by == cast.lu
    assert Event.objects.filter(action="reporting.write_entry", actor_id=cast.lu.pk).exists()


def test_the_second_of_two_writers_is_told_and_nothing_is_lost(cast: Cast, draft: BodyReport, program: Make) -> None:
    ours = program(cast.lu)
    assert ours.post(entry_path(draft), {"version": 0, "progress": "甲"})[0] == 200
    status, answer = ours.post(entry_path(draft), {"version": 0, "progress": "乙"})
    assert status == 409
    assert answer["detail"]
    assert Entry.objects.get().progress == "甲"


def test_a_token_of_one_unit_cannot_read_or_write_anothers_drafts(cast: Cast, draft: BodyReport, program: Make) -> None:
    theirs = program(cast.bai)
    assert theirs.get(f"/body/reports/{draft.pk}")[0] == 404
    assert theirs.post(entry_path(draft), {"version": 0, "progress": "乙"})[0] == 404
    listed = [one["id"] for one in theirs.get("/body/reports")[1]["reports"]]
    assert draft.pk not in listed
    assert not Entry.objects.exists()


def test_the_office_sees_no_draft_by_token_either(cast: Cast, draft: BodyReport, program: Make) -> None:
    office = program(cast.shen)
    assert office.get(f"/body/reports/{draft.pk}")[0] == 404
    assert office.post(entry_path(draft), {"version": 0})[0] == 403


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"progress": "没有版本"}, "version"),
        ({"version": 0, "figures": [{"claim": 1, "period": "2025-Q1", "value": "x"}]}, "value"),
        ({"version": 0, "figures": "三座"}, "figures"),
        ([], "entry"),
    ],
)
def test_a_faulty_request_is_told_where(cast: Cast, draft: BodyReport, program: Make, body: object, said: str) -> None:
    status, answer = program(cast.lu).post(entry_path(draft), body)
    assert status == 422
    assert any(said in error for error in answer["errors"])
    assert not Entry.objects.filter(version__gt=0).exists()


def test_a_period_of_another_year_is_refused_in_words(cast: Cast, draft: BodyReport, program: Make) -> None:
    wrong = figure(draft, "3") | {"period": "1999-Q1"}
    status, answer = program(cast.lu).post(entry_path(draft), {"version": 0, "figures": [wrong]})
    assert status == 409
    assert "1999" in answer["detail"]
    assert not Entry.objects.exists()


def test_a_token_does_no_more_than_its_scopes(cast: Cast, draft: BodyReport, program: Make) -> None:
    reader = program(cast.lu, "reports.read")
    assert reader.get(f"/body/reports/{draft.pk}")[0] == 200
    assert reader.post(entry_path(draft), {"version": 0, "progress": "甲"})[0] == 403


def test_a_revoked_expired_or_unknown_token_opens_nothing(cast: Cast, draft: BodyReport, program: Make) -> None:
    ours = program(cast.lu)
    assert ours.get("/body/reports")[0] == 200
    token = Token.objects.get()
    assert token.used_on == timezone.localdate()
    revoke_token(cast.wei, token)
    assert ours.get("/body/reports")[0] == 401
    late = program(cast.lu)
    Token.objects.filter(revoked_at=None).update(expires_on=dt.date(2020, 1, 1))
    assert late.get("/body/reports")[0] == 401
    assert program().get("/body/reports")[0] == 401


@pytest.mark.parametrize("lost", ["is_active", "must_change_password"])
def test_a_token_ends_with_the_account(cast: Cast, draft: BodyReport, program: Make, lost: str) -> None:
    ours = program(cast.lu)
    setattr(cast.lu, lost, lost != "is_active")
    cast.lu.save()
    assert ours.get("/body/reports")[0] == 401


def test_a_session_is_no_token(cast: Cast, draft: BodyReport, signed_in: Any) -> None:
    browser = signed_in(cast.lu)
    assert browser.get("/api/v2/body/reports").status_code == 401
    where = "/api/v2" + entry_path(draft)
    assert browser.post(where, {"version": 0}, "application/json").status_code == 401


def test_only_a_digest_of_the_secret_is_kept(cast: Cast) -> None:
    today = dt.date(2025, 3, 1)
    until = dt.date(2025, 6, 1)
    scopes = ["reports.read"]
    token, secret = issue_token(cast.lu, name="报数", scopes=scopes, expires_on=until, today=today)
    kept = " ".join(map(str, Token.objects.filter(pk=token.pk).values_list()[0]))
    told = " ".join(str(event.data) for event in Event.objects.all())
    assert secret not in kept + told
    assert secret[12:] not in kept + told


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [("", ["reports.read"], 30), ("报数", [], 30), ("报数", ["all"], 30), ("报数", ["reports.read"], 0)],
)
def test_a_token_without_name_scope_or_end_is_refused(cast: Cast, name: str, scopes: list[str], days: int) -> None:
    today = dt.date(2025, 3, 1)
    until = today + dt.timedelta(days=days)
    with pytest.raises(Refused):
        issue_token(cast.lu, name=name, scopes=scopes, expires_on=until, today=today)
    assert not Token.objects.exists()


def test_the_page_shows_a_new_secret_once(cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.lu)
    until = timezone.localdate() + dt.timedelta(days=30)
    form = {"name": "报数", "scopes": ["reports.read"], "expires_on": until.isoformat()}
    answer = browser.post("/tokens/", form).content.decode()
    assert "duban_" in answer
    again = browser.get("/tokens/").content.decode()
    secret = answer.split('class="secret">')[1].split("<")[0]
    assert secret not in again
    assert secret[:12] in again
    wrong = browser.post("/tokens/", form | {"expires_on": "明天"})
    assert wrong.status_code == 422
