"""The facing pages: every pair is there to be read, nothing comes from outside, all is escaped."""

from __future__ import annotations

import re

import duban
from duban.commitments import Report
from duban.documents.facing import render_changes_page, render_verdicts_page
from duban.verification import compare_plans, verify
from facing_texts import LAST, THIS


def _read(text: str) -> Report:
    return duban.read(duban.Document(text))


def test_every_verdict_has_its_row_and_its_mark_leads_to_the_other_side() -> None:
    last, this = _read(LAST), _read(THIS)
    verdicts = verify(last, this)
    page = render_verdicts_page(last, this, verdicts)
    for number, verdict in enumerate(verdicts):
        assert f'id="p{number}"' in page
        assert f'id="l{number}"' in page
        goal = "p" if verdict.result is None else "r"
        assert re.search(rf'id="l{number}" href="#{goal}{number}"', page)
    assert "未报告不等于未完成" in page


def test_every_link_within_the_page_leads_somewhere() -> None:
    last, this = _read(LAST), _read(THIS)
    for page in (
        render_verdicts_page(last, this, verify(last, this)),
        render_changes_page(last, this, compare_plans(last, this)),
    ):
        places = set(re.findall(r'id="([^"]+)"', page))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= places
        assert len(re.findall(r'id="([^"]+)"', page)) == len(places)


def test_words_of_a_report_never_become_mark_up() -> None:
    last, this = _read(LAST), _read(THIS)
    page = render_verdicts_page(last, this, verify(last, this))
    assert "<花费>" not in page
    assert "&lt;花费&gt;" in page


def test_a_plan_page_shows_what_was_dropped_and_what_is_new() -> None:
    last, this = _read(LAST), _read(THIS)
    page = render_changes_page(last, this, compare_plans(last, this))
    assert "今年没有再提" in page
    assert "上年没有这一项" in page


def test_a_page_without_targets_says_so() -> None:
    nothing = _read("会议通知\n\n请于周三上午到会。\n")
    assert "没有读到目标" in render_verdicts_page(nothing, nothing, [])
