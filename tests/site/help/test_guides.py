"""Each role has a guide; from each of its pages the help link leads to a paragraph of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import expected_urls
import pytest
from cast_of_people import Cast
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


def text_of(guide: str) -> str:
    return (FOLDER / f"{guide}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("guide", sorted(set(GUIDE_BY_ROLE.values())))
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
