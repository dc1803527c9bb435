"""Every URL, asked with what no browser would send: the service never fails, whatever comes.

NUL bytes, digits of other scripts, numbers that no database holds, bytes that are no UTF-8, ways
out of a folder, addresses elsewhere. On PostgreSQL too, which forgives less than SQLite.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

import expected_urls
import pytest
from cast_of_people import Cast
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from expected_urls import TABLE

from duban_site.plans.models import Plan

NAMES = (
    "q", "page", "plan", "body", "part", "stage", "colour", "due", "commitment", "month", "status",
    "start", "late", "type", "next", "order", "topic", "state", "year", "verify", "county", "tab",
    "field", "by", "to", "light", "lead", "role", "who", "action", "person", "from", "kind",
)  # fmt: skip
VALUES = ("%00", "-1", "9" * 30, "%D9%A1", "%ff%fe", "..%2f..%2fetc", "1e9", "%C2%B2", "https://x")
POSTED = ("\x00", "-1", "9" * 30, "١", "²", "../../etc/passwd", "1e999", "NaN")


@pytest.fixture
def things(plan: Plan, cast: Cast) -> dict[str, dict[str, object]]:
    return expected_urls.things(plan, cast)


def test_no_question_makes_the_service_fail(things: dict[str, dict[str, object]], cast: Cast) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.shen)
    failed = []
    for name, (seen, _changed) in TABLE.items():
        if set(seen) == {"-"}:
            continue
        url = reverse(name, kwargs=things.get(name))
        for value in VALUES:
            asked = f"{url}?" + "&".join(f"{key}={value}" for key in NAMES)
            failed += _failed(browser, asked, value)
    assert failed == []


def _failed(browser: Client, url: str, value: str, form: dict[str, str] | None = None) -> list[tuple[str, str, int]]:
    with transaction.atomic():
        response = browser.post(url, form) if form is not None else browser.get(url)
        if response.streaming:
            for close in response._resource_closers:  # response.close() ends the connection
                close()
        transaction.set_rollback(True)
    return [(url.partition("?")[0], value[:12], response.status_code)] * (response.status_code >= 500)


def posted_names() -> set[str]:
    """Every field that some view or form reads, as the source has it."""
    source = "\n".join(p.read_text("utf-8") for p in Path(settings.PACKAGE_FOLDER).rglob("*.py"))
    read = re.findall(r"""POST\.get(?:list)?\(["'](\w+)["']""", source)
    return {*read, *re.findall(r"^    (\w+) = forms\.", source, re.MULTILINE)}


def test_no_form_makes_the_service_fail(
    things: dict[str, dict[str, object]], cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    names, failed = posted_names(), []
    assert {"text", "reason", "due"} <= names
    longest = "文" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE // len(names) // 3 - 100)
    assert len(longest) > 20_000
    caplog.set_level(logging.CRITICAL, "django.request")  # what is logged holds all that was sent
    people = {"shen": cast.shen, "lu": cast.lu, "wei": cast.wei, "ning": cast.ning}
    for who in people.values():
        browser = Client(raise_request_exception=False)
        browser.force_login(who)
        for name, (_seen, changed) in TABLE.items():
            place = {"shen": 2, "lu": 3, "wei": 4, "ning": 1}[who.username]
            if changed[place] not in "y":
                continue
            url = reverse(name, kwargs=things.get(name))
            for value in (*POSTED, longest):
                failed += _failed(browser, url, value, dict.fromkeys(names, value))
    assert failed == []


def test_a_nul_is_refused_in_words(cast: Cast, plan: Plan, signed_in: object) -> None:
    shen = signed_in(cast.shen)  # type: ignore[operator]
    for answer in (shen.get("/boards/?q=a%00b"), shen.post("/tokens/", {"name": "a\x00"})):
        assert answer.status_code == 400
        assert "U+0000" in answer.content.decode()
