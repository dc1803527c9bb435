"""Each role has a guide; from each of its pages the help link leads to a paragraph of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import expected_urls
import pytest
from cast_of_people import Cast
from django.conf import settings
from django.test import Client
from django.urls import reverse
from expected_urls import TABLE

import duban_site
from duban_site.help.guides import GUIDE_BY_ROLE, anchor_for_page, guide_for_role
from duban_site.plans.models import Plan

ROLES = ("ning", "shen", "lu", "wei", "bai", "gao", "tan")
FOLDER = Path(duban_site.__file__).parent / "templates" / "help"
READING = 300
"""Characters of Chinese that are read in a minute, slowly."""


WORDS = 200
"""Words of English that are read in a minute, slowly."""
GUIDES = sorted(set(GUIDE_BY_ROLE.values()))


def text_of(guide: str) -> str:
    """The guide with the paragraphs that it shares with others."""
    text = (FOLDER / f"{guide}.html").read_text(encoding="utf-8")
    return re.sub(r'{% include "help/([\w/-]+)\.html" %}', lambda included: text_of(included[1]), text)


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_is_read_in_ten_minutes(guide: str) -> None:
    letters = re.findall(r"[\u4e00-\u9fff]", text_of(guide))
    assert 400 < len(letters) <= 10 * READING


@pytest.mark.django_db
def test_every_page_of_every_role_has_its_paragraph(plan: Plan, cast: Cast) -> None:
    things, missing = expected_urls.things(plan, cast), set()
    for n, name in enumerate(ROLES, 1):
        person = getattr(cast, name)
        guide = guide_for_role(person.role)
        for url, (answers, _posted) in TABLE.items():
            path = "" if answers[n] != "y" or answers[0] != "l" else reverse(url, kwargs=things.get(url))
            anchor = anchor_for_page(url, path)
            if path and f'id="{anchor}"' not in text_of(guide):
                missing.add((guide, url, anchor))
    assert sorted(missing) == []


@pytest.mark.django_db
def test_the_link_on_a_page_leads_to_the_paragraph(cast: Cast, signed_in: Any) -> None:
    browser: Client = signed_in(cast.lu)
    page = browser.get("/reporting/month/").content.decode()
    assert 'href="/help/liaison/#month"' in page
    guide = browser.get("/help/liaison/").content.decode()
    assert 'id="month"' in guide
    assert browser.get("/help/").headers["Location"] == "/help/liaison/"
    assert "help" not in Client().get("/login/").content.decode()


@pytest.mark.parametrize("guide", GUIDES)
def test_the_english_guide_has_the_same_paragraphs(guide: str) -> None:
    chinese, english = text_of(guide), text_of(f"en/{guide}")
    assert not re.search(r"[\u4e00-\u9fff]", english)
    assert len(re.findall(r"\b[A-Za-z]\w*", re.sub(r"<[^>]+>|{%.*?%}", "", english))) <= 10 * WORDS
    for pattern in (r"{% extends .*", r'<section class="sheet" id="([\w-]+)"', r'<a href="#([\w-]+)"', r"{% guide_.*"):
        assert re.findall(pattern, english) == re.findall(pattern, chinese) != []
    assert re.findall(r'href="#([\w-]+)"', english) == re.findall(r'<section class="sheet" id="([\w-]+)"', english)


@pytest.mark.django_db
def test_a_guide_is_read_in_either_language(cast: Cast, signed_in: Any) -> None:
    browser: Client = signed_in(cast.lu)
    page = browser.get("/help/liaison/")
    chinese = page.content.decode()
    assert (page.headers["Content-Language"], "单位联络员指南" in chinese) == ("zh-hans", True)
    assert '<a href="?language=en"' in chinese
    page = browser.get("/help/liaison/?language=en")
    assert (page.headers["Content-Language"], '<html lang="en">' in page.content.decode()) == ("en", True)
    assert "Guide for body liaisons" in page.content.decode()
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = browser.get("/help/liaison/").content.decode()
    assert "Guide for body liaisons" in english
    assert '<a href="?language=zh-hans"' in english
    assert "单位联络员指南" in browser.get("/help/liaison/?language=zh-hans").content.decode()
    assert "Guide for body liaisons" in browser.get("/help/liaison/?language=fr").content.decode()
