"""No page speaks to officials in programmers' language: every page, as each role."""

from __future__ import annotations

import re

import expected_urls
import pytest
from cast_of_people import Cast
from crawling import content_of
from django.test import Client
from django.urls import reverse
from expected_urls import TABLE
from selectolax.lexbor import LexborHTMLParser

from duban_site.plans.models import Plan

pytestmark = pytest.mark.django_db

ROLES = ("ning", "shen", "lu", "wei", "bai", "gao", "tan")
FOREIGN = re.compile(
    r"\{\{|\}\}|\{%|-{5,}|\bNone\b|\bTrue\b|\bFalse\b|<object|\b[a-z]+(?:_[a-z0-9]+)+\b"
    r"|\d{4}-\d\d\.\.\d\d|\b(?:stage|count|sum)\s*(?:in\s*)?\("
)
"""Template marks, Python's words, names with underscores, dashes of no choice, expressions."""
EXEMPT = {
    "appraisal_scheme": "the rules of an appraisal, which are still declared as a file",
    "open_data": "for programmers: addresses and fields of the open data",
    "api_docs": "for programmers",
    "register_declaration": "the declaration itself, for who writes registers",
    "declare_register": "the declaration itself, for who writes registers",
    "log": "the auditor's log names actions by their keys, beside their words",
}


def visible(page: str) -> str:
    """What is read on a page: its text, choices, values and placeholders of fields."""
    tree = LexborHTMLParser(page)
    for node in tree.css("script, style, code, pre.declaration"):
        node.decompose()
    fields = tree.css("input:not([type=hidden]):not([type=checkbox]):not([type=radio])")
    shown = [node.attributes.get(name) or "" for node in fields for name in ("value", "placeholder")]
    return " ".join([tree.body.text(separator=" ") if tree.body else "", *shown])


def test_no_page_shows_template_marks_keys_or_expressions(plan: Plan, cast: Cast) -> None:
    things, found = expected_urls.things(plan, cast), []
    for n, name in enumerate(ROLES, 1):
        browser = Client(headers={"Accept-Language": "zh-hans"})
        browser.force_login(getattr(cast, name))
        for url, (answers, _posted) in TABLE.items():
            if answers[n] != "y" or url in EXEMPT:
                continue
            response = browser.get(reverse(url, kwargs=things.get(url)))
            content = content_of(response)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                said = FOREIGN.findall(visible(content.decode()))
                found += [(name, url, word) for word in sorted(set(said))]
    assert found == [], "\n".join(map(str, found))
