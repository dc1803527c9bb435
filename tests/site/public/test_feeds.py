"""Feeds against the rules of RFC 4287: one id, title and updated each; ids of a kind and unique."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

import feedparser
import pytest
from cast_of_people import Cast
from django.test import Client
from django.utils import translation

from duban_site.public.edition.loading import load_edition
from duban_site.public.feeds import build_plan_feed, render_atom
from duban_site.snapshots.models import Snapshot

ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(client: Client, url: str) -> ET.Element:
    response = client.get(url)
    assert response.status_code == 200, url
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return valid(response.content)


def valid(content: bytes) -> ET.Element:
    read_by_others = feedparser.parse(content)
    assert not read_by_others.bozo, read_by_others.bozo_exception
    feed = ET.fromstring(content)  # noqa: S314 (our own)
    assert len(read_by_others.entries) == len(feed.findall(f"{ATOM}entry"))
    assert feed.tag == ATOM + "feed"
    for thing in (feed, *feed.iter(ATOM + "entry")):
        for name in ("id", "title", "updated"):
            assert len(thing.findall(ATOM + name)) == 1, name
        assert (thing.findtext(ATOM + "id") or "").startswith("urn:uuid:")
        assert dt.datetime.fromisoformat(thing.findtext(ATOM + "updated") or "").tzinfo
    assert feed.findall(f"{ATOM}author/{ATOM}name")
    assert [link.get("rel") for link in feed.findall(ATOM + "link")] == ["self", "alternate"]
    ids = [entry.findtext(ATOM + "id") for entry in feed.iter(ATOM + "entry")]
    assert len(ids) == len(set(ids))
    return feed


def titles(feed: ET.Element) -> list[str]:
    return [entry.findtext(ATOM + "title") or "" for entry in feed.iter(ATOM + "entry")]


def test_a_plans_feed_tells_publications_and_changes(client: Client, april: Snapshot, root: str) -> None:
    feed = feed_of(client, root + "feed.atom")
    told = titles(feed)
    assert told == ["1.1.2 欠进度 → 已完成", "4 月发布版（截至 2031-05-15）", "3 月发布版（截至 2031-04-15）"]
    links = [e.find(ATOM + "link").get("href") for e in feed.iter(ATOM + "entry")]  # type: ignore[union-attr]
    assert links[0].startswith("http://testserver/public/%E9")
    assert client.get(links[0].removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize(
    ("rest", "entries"),
    [
        ("parts/1/", ["1.1.2 欠进度 → 已完成"]),
        ("parts/2/", []),
        ("1.1.2/", ["1.1.2 欠进度 → 已完成", "1.1.2 欠进度"]),
        ("2.1.1/", ["2.1.1 未报数据"]),
    ],
)
def test_narrower_feeds_tell_their_own_changes(
    client: Client, april: Snapshot, root: str, rest: str, entries: list[str]
) -> None:
    assert titles(feed_of(client, f"{root}{rest}feed.atom")) == entries


def test_a_units_feed_in_english(client: Client, april: Snapshot, cast: Cast, root: str) -> None:
    url = root.replace("/public/", "/public/en/")
    feed = feed_of(client, f"{url}bodies/{cast.water.pk}/feed.atom")
    assert titles(feed) == ["1.1.2 Behind → Completed"]
    assert feed_of(client, f"{root}bodies/{cast.commerce.pk}/feed.atom") is not None


def test_the_same_ids_wherever_and_whenever_it_is_read(client: Client, april: Snapshot) -> None:
    edition = load_edition(april.plan_id)
    with translation.override("zh-hans"):
        there = valid(render_atom(build_plan_feed(edition), "zh-hans", "https://duban.example/"))
        here = valid(render_atom(build_plan_feed(edition), "zh-hans"))
    ids = [[e.findtext(ATOM + "id") for e in feed.iter(ATOM + "entry")] for feed in (there, here)]
    assert ids[0] == ids[1]
    links = [e.find(ATOM + "link").get("href") for e in here.iter(ATOM + "entry")]  # type: ignore[union-attr]
    assert links == ["./1.1.2/", "./changes/", "./changes/"]
