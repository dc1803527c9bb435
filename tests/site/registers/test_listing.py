"""Lists: searched, narrowed, a page at a time, in few queries, each reader within their scope."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cast_of_people import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from old_trees import OLD, TREES

from duban_site.core.access.policy import policy
from duban_site.core.clock import now, today
from duban_site.people.models import Body
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.record_event import EventTiming
from duban_site.registers.models import Register
from duban_site.registers.queries import list_page
from duban_site.registers.queries.filters import Filters
from duban_site.registers.queries.list_page import load_list_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def trees(cast: Cast) -> Register:
    Body.objects.create(name="云岭县", kind="county")
    register = declare_register(cast.shen, TREES)
    long_ago = EventTiming(at=now() - dt.timedelta(days=90))
    for n in range(55):
        create_record(cast.shen, register, OLD | {"name": f"河岸古樟{n:02}"}, timing=long_ago)
    other = {"name": "寺前银杏", "species": "银杏", "keeper_body": "市商务局"}
    create_record(cast.shen, register, OLD | other)
    return register


def page(person: object, register: Register, query: str = "") -> str:
    browser = Client()
    browser.force_login(person)  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(f"/registers/{register.pk}/{query}")
    assert answer.status_code == 200
    assert len(captured) <= 12
    return answer.content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 56),
        ("?q=银杏", 1),
        ("?q=河岸", 55),
        ("?q=河岸古樟07", 1),
        ("?q=没有", 0),
        ("?f_species=古樟", 55),
        ("?stage=judged", 0),
        ("?late=overdue", 55),
        ("?late=soon", 0),
        ("?region=云岭县", 56),
        ("?stage=nonsense&body=x&start=x", 56),
    ],
)
def test_a_list_is_searched_and_narrowed(query: str, count: int, trees: Register, cast: Cast) -> None:
    assert f"{count} 条<" in page(cast.shen, trees, query)


@pytest.mark.parametrize("query", ["?", "?late=overdue"])
def test_pages_follow_one_another_without_gap_or_double(query: str, trees: Register, cast: Cast) -> None:
    first = page(cast.shen, trees, query)
    start = first.rpartition("start=")[2].partition('"')[0]
    second = page(cast.shen, trees, f"{query}&start={start}")
    shown = [f"河岸古樟{n:02}" for n in range(55)]
    assert all((name in first) != (name in second) for name in shown)


def test_each_unit_sees_its_own(trees: Register, cast: Cast) -> None:
    assert "55 条<" in page(cast.lu, trees)
    assert "寺前银杏" not in page(cast.lu, trees)
    assert "1 条<" in page(cast.bai, trees)
    assert "56 条<" in page(cast.tan, trees)


def test_a_search_is_exported_as_it_is_listed(cast: Cast, signed_in: Any) -> None:
    """On PostgreSQL too, where the search stands within another query."""
    trees = declare_register(cast.shen, TREES)
    create_record(cast.shen, trees, OLD)
    shen = signed_in(cast.shen)
    for words, there in (("大樟树", True), ("银杏树", False)):
        told = shen.get(f"/registers/{trees.pk}/export.csv", {"q": words})
        assert (told.status_code, "大樟树" in told.content.decode()) == (200, there)


@pytest.mark.parametrize(
    "narrowed", [{}, {"stage": "kept"}, {"late": "overdue"}, {"late": "soon"}, {"region": "云岭县"}, {"body": 1}]
)
def test_lists_put_together_once_are_those_that_anybody_else_gets(
    cast: Cast, trees: Register, narrowed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page by the query that is kept, and by the one that a scope or a search needs."""
    filters = Filters(**narrowed)
    quick = [load_list_page(cast.shen, trees, filters, today())]
    quick.append(load_list_page(cast.shen, trees, filters, today(), quick[0].more))
    monkeypatch.setattr(policy, "get_scope", lambda *_asked: None)
    monkeypatch.setattr(list_page, "list_visible_records", lambda _person, register: register.records.all())
    slow = [load_list_page(cast.shen, trees, filters, today())]
    slow.append(load_list_page(cast.shen, trees, filters, today(), slow[0].more))
    assert quick == slow


def test_what_people_wrote_is_text_on_the_page(cast: Cast, trees: Register) -> None:
    hostile = {"name": "<b>樟&\"'{%s}"}
    create_record(cast.shen, trees, OLD | hostile)
    shown = page(cast.shen, trees)
    assert "&lt;b&gt;樟&amp;&quot;&#x27;{%s}</a>" in shown
    assert "<b>樟" not in shown
