"""Every page of the demonstration: at most six screens on a phone, and no name that a template misses."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template.base import Variable, VariableDoesNotExist
from django.test import Client
from django.urls import Resolver404, resolve
from seeded_demo import demonstration

import a_chromium
from duban_site.people.models import Person

pytestmark = pytest.mark.django_db
WIDTH, SCREEN, MOST_SCREENS = 390, 844, 6
SAMPLES = 2
"""Pages of one kind that are looked at, by different people where several see it."""
SHORT = 15_000
"""Characters of HTML: with fewer no page is so long, and Chromium need not look at it."""
HOST = "http://testserver"
LINK = re.compile(r'<a\b[^>]*?href="([^"]+)"')
LEFT_OUT = ("/static/", "/logout/", "/language/", "/api/")


ABSENT_BY_DESIGN = {("Heading", "columns"), ("Paragraph", "columns"), ("Paragraph", "level")}
"""A block of a document is told by what it has."""


@pytest.fixture
def missed(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """(type, name) of what templates look up in objects of the project that have no such name."""
    names, look_up = set[tuple[str, str]](), Variable._resolve_lookup  # type: ignore[attr-defined]

    def look(self: Any, context: Any) -> Any:
        try:
            return look_up(self, context)
        except VariableDoesNotExist as error:
            kind = type(error.params[1]) if len(error.params) > 1 else object
            if kind.__module__.startswith("duban"):
                names.add((kind.__name__, str(error.params[0])))
            raise

    monkeypatch.setattr(Variable, "_resolve_lookup", look)
    return names


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with a_chromium.for_django() as launched:
        yield launched


def pages_of(person: Person | None, number: Counter[str]) -> Iterator[tuple[str, str]]:
    """(address, HTML) of what links lead somebody to; `number` has how many of each kind were looked at."""
    client = Client()
    if person is not None:
        client.force_login(person)
    waiting, seen, mine = deque(["/" if person else "/public/"]), set[str](), set[str]()
    while waiting:
        url = waiting.popleft()
        name = name_of(url)
        if url in seen or not name or name in mine or number[name] >= SAMPLES:
            continue
        seen.add(url)
        answer = client.get(url)
        if answer.status_code == 302:
            waiting.appendleft(urljoin(url, answer["Location"]))
            continue
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        number[name] += 1
        mine.add(name)
        html = answer.content.decode()
        yield url, html
        links = (urljoin(HOST + url, unescape(link)) for link in LINK.findall(html))
        waiting += [link.removeprefix(HOST).partition("#")[0] for link in links if link.startswith(HOST)]


def name_of(url: str) -> str:
    """The page's name; empty for what is no page."""
    try:
        found = resolve(urlsplit(url).path)
    except Resolver404:
        return ""
    return "" if url.startswith(LEFT_OUT) else str(found.url_name)


def test_no_page_is_longer_than_six_phone_screens(chromium: Any, tmp_path: Path, missed: set[tuple[str, str]]) -> None:
    demonstration(tmp_path)
    context = chromium.new_context(viewport={"width": WIDTH, "height": SCREEN}, base_url=HOST)
    shown: dict[str, str] = {}

    def serve(route: Any) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            return route.fulfill(path=finders.find(path.removeprefix("/static/")))
        url = route.request.url.removeprefix(HOST)
        return route.fulfill(body=shown[url], content_type="text/html") if url in shown else route.abort()

    context.route("**/*", serve)
    page = context.new_page()
    heights, number = dict[str, float](), Counter[str]()
    for person in [None, *Person.objects.filter(must_change_password=False).order_by("pk")]:
        for url, html in pages_of(person, number):
            if len(html) < SHORT:
                continue
            shown.clear()
            shown[url] = html
            page.goto(url)
            screens = page.evaluate("document.documentElement.scrollHeight") / SCREEN
            heights[f"{person} {name_of(url)} {url}"] = round(screens, 1)
    context.close()
    assert missed <= ABSENT_BY_DESIGN
    assert len(heights) > 25
    assert not {page: screens for page, screens in heights.items() if screens > MOST_SCREENS}
