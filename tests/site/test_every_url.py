"""Every URL × every role, with the expected answer written down.

The plan is in force; the report is the water bureau's draft (in the second table: handed in).
Columns: somebody not signed in · Ning administrator · Shen officer · Lu liaison of water · Wei
head of water · Bai liaison of commerce · Gao leader of water · Tan auditor.

y answered · n refused (403) · 4 does not exist for them (404) · l sent to sign in
t asked for a token (401) · - no such method (405)
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import expected_urls
import pytest
from cast_of_people import Cast
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import resolve, reverse
from expected_urls import TABLE
from expected_urls.core import DRAFT_PLAN, HANDED_IN

from duban_site.core.access.checks import check_urls_declare_actions, iterate_url_patterns
from duban_site.core.access.page import page
from duban_site.core.audit.models import Event, Head
from duban_site.people.models import Person
from duban_site.plans.models import Plan
from duban_site.public.models import Clue, Contact
from duban_site.registers.actions.edit_record import edit_fields
from duban_site.registers.models import RegisterRecord
from duban_site.reporting.actions.sign_report import sign, submit
from duban_site.reporting.models import BodyReport

Browsers = dict[str, tuple[Client, str | None]]
PERSONAL = ("钟离守树", "13987650001", "13987650002", "13987650003", "bai@example.invalid")
PERSONAL_VALUES = {"warden": PERSONAL[0], "phone": PERSONAL[1]}
DOWNLOADS = set[str | None]()
"""URLs that gave a file to somebody signed in."""
PEOPLE = ("", "ning", "shen", "lu", "wei", "bai", "gao", "tan")


@pytest.fixture
def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    """URL → its arguments; whoever and whatever is personal in them is one of `PERSONAL`."""
    found = expected_urls.things(plan, cast)
    edit_fields(cast.shen, RegisterRecord.objects.get(pk=found["record"]["pk"]), PERSONAL_VALUES)
    clue = Clue.objects.get(pk=found["clue"]["pk"])
    Contact.objects.create(clue=clue, reach=PERSONAL[2], until=dt.date(2099, 1, 1))
    Person.objects.filter(pk=cast.bai.pk).update(phone=PERSONAL[3], email=PERSONAL[4])
    return found


def answer(response: HttpResponse) -> str:
    if response.status_code == 302 and response.headers["Location"].startswith("/login/?next="):
        return "l"
    return {401: "t", 403: "n", 404: "4", 405: "-"}.get(response.status_code, "y")


@pytest.fixture
def browsers(cast: Cast) -> Browsers:
    """Name → a browser, and the key of the session in which the person is signed in."""
    found: Browsers = {}
    for name in PEOPLE:
        browser = Client()
        if name:
            browser.force_login(getattr(cast, name))
        kept = browser.cookies.get(settings.SESSION_COOKIE_NAME)
        found[name] = (browser, kept.value if kept else None)
    return found


def assert_logged(response: HttpResponseBase, since: int, url: str, name: str) -> bool:
    """That a refusal, and an answer with a personal value, left its event; whether it had one."""
    events = Event.objects.filter(seq__gt=since)
    of_name = [e for e in events if f"({name})" in e.actor or not name]
    logged = {event.action for event in of_name if event.address == "127.0.0.1"}
    if response.status_code in (401, 403):
        assert "site.refused" in logged, (url, name)
    if name and response.headers.get("Content-Disposition") and TABLE[resolve(url).url_name or ""][0][0] != "y":
        assert "site.download" in logged, (url, name)
        DOWNLOADS.add(resolve(url).url_name)
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    if body.startswith(b"PK\x03\x04"):
        parts = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(parts.read(part) for part in parts.namelist())
    shown = any(one.encode() in body for one in PERSONAL)
    assert not shown or "site.read" in logged, (url, name)
    return shown


def ask(browsers: Browsers, url: str, method: str, revealing: set[str] | None = None) -> str:
    """The answers to everybody, each in a world of their own; who sees something personal."""
    out = ""
    for name, (browser, key) in browsers.items():
        browser.cookies.clear()  # the last answer may have set some, or signed them out
        if key is not None:
            browser.cookies[settings.SESSION_COOKIE_NAME] = key
        with transaction.atomic():
            since = Head.objects.get(pk=1).seq
            response = browser.get(url) if method == "GET" else browser.post(url)
            assert response.status_code < 500, (url, name)
            if assert_logged(response, since, url, name) and revealing is not None:
                revealing.add(f"{name} {url}")
            if response.streaming:
                for close in response._resource_closers:  # response.close() ends the connection
                    close()
            out += answer(response)  # type: ignore[arg-type]
            transaction.set_rollback(True)
    return out


def test_the_table_has_every_url_and_no_other() -> None:
    assert {pattern.name for _route, pattern in iterate_url_patterns()} == TABLE.keys()


def test_every_role_gets_the_expected_answer(things: dict[str, dict[str, object]], browsers: Browsers) -> None:
    """One world for all: each question is asked in a transaction that is rolled back."""
    found, revealing = {}, set[str]()
    for name in TABLE:
        url = reverse(name, kwargs=things.get(name))
        found[name] = tuple(ask(browsers, url, method, revealing) for method in ("GET", "POST"))
    assert found == TABLE
    assert DOWNLOADS.issuperset({"breakdown", "evidence", "register_xlsx", "register_csv"}), DOWNLOADS
    account, contact = (reverse(name, kwargs=things[name]) for name in ("account", "clue_contact"))
    record = reverse("record", kwargs=things["record"])
    who = (f"ning {account}", f"shen {contact}", f"shen {record}", f"lu {record}")
    assert revealing.issuperset(who), "the walk shows what it is to look for"
    assert f"gao {record}" not in revealing, "masked for the leader"


@pytest.mark.parametrize("name", HANDED_IN)
def test_a_report_that_is_handed_in_is_the_offices_too(
    name: str, things: dict[str, dict[str, object]], cast: Cast, browsers: Browsers
) -> None:
    report = BodyReport.objects.get(pk=things["report"]["pk"])
    sign(cast.wei, report)
    submit(cast.wei, report)
    url = reverse(name, kwargs=things[name])
    assert (ask(browsers, url, "GET"), ask(browsers, url, "POST")) == HANDED_IN[name]


@pytest.mark.parametrize("name", DRAFT_PLAN)
def test_a_draft_plan_is_the_offices_alone(name: str, draft: Plan, browsers: Browsers) -> None:
    pumps = draft.commitments.get(number="1.1.2")
    key = pumps.pk if name in ("commitment", "schedule") else draft.pk
    url = reverse(name, kwargs={"pk": key})
    assert (ask(browsers, url, "GET"), ask(browsers, url, "POST")) == DRAFT_PLAN[name]


def test_a_url_without_an_action_fails_the_system_check(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.urls import path

    from duban_site import urls

    def view(request: object) -> None: ...

    stray = [path("stray/", view), page("odd/", view, "odd", see="odd.action")]  # type: ignore[arg-type]
    assert check_urls_declare_actions() == []
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, *stray])
    from django.urls import clear_url_caches

    clear_url_caches()
    found = {message.id for message in check_urls_declare_actions()}
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
