"""Queries that are put together once find what the same query finds each time."""

from __future__ import annotations

import datetime as dt

import pytest
from cast_of_people import Cast
from django.test import Client

from duban_site.people.models import Body, Person
from duban_site.prepared import KEYS, TEXTS, Prepared, by_key

pytestmark = pytest.mark.django_db


def test_it_is_asked_again_with_other_values(cast: Cast) -> None:
    people = Prepared(
        lambda name: Person.objects.filter(username=name).values_list("name"), name=TEXTS[0]
    )
    assert people.rows(name=cast.shen.username) == [(cast.shen.name,)]
    assert people.rows(name=cast.wei.username) == [(cast.wei.name,)]
    assert people.rows(name="nobody") == []
    assert people.count(name=cast.shen.username) == 1


def test_an_example_that_the_query_does_not_hold_is_an_error(cast: Cast) -> None:
    lost = Prepared(lambda **_key: Body.objects.values_list("name"), key=KEYS[0])
    with pytest.raises(ValueError, match="examples of key"):
        lost.rows(key=1)


def test_what_is_found_by_its_key_is_whole(cast: Cast) -> None:
    found, unit = by_key(Person, cast.wei.pk), by_key(Body, cast.water.pk)
    assert found == cast.wei
    assert unit is not None
    assert unit.aliases == cast.water.aliases  # JSON is read, not shown as text
    assert by_key(Body, 0) is by_key(Body, 2**70) is None


def test_a_session_ends_when_it_is_over(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.shen)
    assert browser.get("/registers/").status_code == 200
    session = browser.session
    session.set_expiry(dt.timedelta(seconds=-1))
    session.save()
    assert browser.get("/registers/").status_code == 302
