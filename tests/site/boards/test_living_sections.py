"""A report too long for one page comes in sections; a city's stands whole."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from cast_of_people import Cast
from django.test import Client

from duban_site.boards.queries import living_report as queries
from duban_site.plans.models import Plan

pytestmark = pytest.mark.django_db


def article(page: str) -> str:
    found = re.search(r"<article[^>]*>(.*)</article>", page, re.DOTALL)
    assert found
    return found[1]


def letters(page: str) -> str:
    """The report's own letters on a page: neither the signs of statuses nor the links between."""
    own = re.sub(r'<p class="section".*?</p>|<span class="mark">.*?</span></span>', "", page)
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]*>", "", own)))


@pytest.fixture
def reader(plan: Plan, cast: Cast) -> Any:
    client = Client()
    client.force_login(cast.gao)

    def read(query: str = "") -> str:
        return str(client.get(f"/boards/{plan.pk}/report/{query}").content.decode())

    return read


def test_a_citys_report_stands_whole(reader: Any, plan: Plan) -> None:
    page = reader()
    assert letters(article(page)) == re.sub(r"\s", "", plan.text)
    assert 'class="section"' not in page
    assert "htmx.min" not in page


def test_the_sections_of_a_long_one_are_the_report_again(
    reader: Any, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MAX_UNCUT_COMMITMENTS", 2)
    monkeypatch.setattr(queries, "COMMITMENTS_PER_SECTION", 2)
    query, read = "", []
    while len(read) < 9:
        page = reader(query)
        read.append(article(page))
        following = re.search(r'href="(\?at=\d+)" rel="next"', page)
        if not following:
            break
        query = following[1]
    assert len(read) > 1
    assert "".join(map(letters, read)) == re.sub(r"\s", "", plan.text)
    assert 'rel="prev"' not in read[0]
    assert 'rel="prev"' in read[-1]


def test_every_part_and_sentence_is_reached_by_its_place(
    reader: Any, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MAX_UNCUT_COMMITMENTS", 2)
    monkeypatch.setattr(queries, "COMMITMENTS_PER_SECTION", 2)
    for one in plan.commitments.all():
        assert f'id="c-{one.number}"' in article(reader(f"?at={one.start}"))
    for part in plan.parts.all():
        assert f'href="?at={part.start}#part-{part.order}"' in reader()
    assert 'id="c-0.0.1"' in reader("?at=x"), "what is no place is the beginning"
