"""The living report as mark-up: whole, closed to the outside, and safe whatever the text says."""

from __future__ import annotations

import json
import re
import sys
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

import duban
from duban.commitments import Claim, Comparator, Report
from duban.documents.living import render_living_report
from duban.documents.living.claims import format_claim, render_claim_card
from duban.documents.living.entries import list_entries
from duban.documents.living.interface_words import WORDS

VOID = {"meta", "link", "input", "br", "rect", "line", "img"}


class Page(HTMLParser):
    """The page's elements, its text by the id of the article, and its nesting."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        inside = any(attributes.get("id") == "text" for _, attributes in self.open)
        if inside and not any(a.get("class") == "why" for _, a in self.open):
            self.text += data

    def all(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(params=["small_report", "sample_report"])
def report(request: pytest.FixtureRequest) -> Report:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Report)
    return found


def test_the_text_is_whole(report: Report) -> None:
    assert squeezed(Page(render_living_report(report)).text) == squeezed(report.text)


def test_every_commitment_and_claim_is_marked(report: Report) -> None:
    page = Page(render_living_report(report))
    marked = {a.get("data-key") for _, a in page.elements if a.get("class", "").startswith("c ")}
    assert marked >= {c.id for c in report.commitments()}
    spans = {(e.key, c.start, c.end) for e in list_entries(report) for c in e.claims}
    assert len(spans) == len({(c.start, c.end) for c in report.claims()})
    assert sum(len(e.claims) for e in list_entries(report)) == sum(1 for _ in report.claims())


def test_ids_are_unique_and_links_lead_somewhere(report: Report) -> None:
    page = Page(render_living_report(report))
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.all("href") if link.startswith("#")} <= set(ids)


def test_nothing_comes_from_outside(report: Report) -> None:
    page = Page(render_living_report(report))
    assert page.all("src") == []
    assert all(link.startswith(("#", "data:,")) for link in page.all("href"))
    assert page.all("style") == []
    assert not [name for _, a in page.elements for name in a if name.startswith("on")]


def test_the_policy_admits_exactly_the_page_s_own_style_and_script(report: Report) -> None:
    html = render_living_report(report)
    (policy,) = re.findall(r'Policy" content="([^"]+)"', html)
    for tag, directive in ("style", "style-src"), ("script", "script-src"):
        (inner,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.S)
        digest = b64encode(sha256(inner.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_what_the_report_says_is_never_mark_up(small_report: Report) -> None:
    evil = "</script><img src=x onerror=alert(1)>\"'{{style}}"
    claim = next(small_report.claims())
    nasty = replace(
        small_report,
        text=evil + small_report.text[len(evil) :],
        title=evil,
        jurisdiction=evil,
        parts=tuple(
            replace(
                part,
                heading=evil,
                topics=tuple(
                    replace(topic, section=evil, results=(replace(claim, indicator=evil),)) for topic in part.topics
                ),
            )
            for part in small_report.parts
        ),
        unread=tuple(replace(u, reason=evil) for u in small_report.unread),
    )
    page = Page(render_living_report(nasty, source_name=evil))
    assert not [tag for tag, _ in page.elements if tag == "img"]
    assert sum(tag == "script" for tag, _ in page.elements) == 2
    assert evil[:20] in page.text


def test_words_are_known_in_both_languages(report: Report) -> None:
    html = render_living_report(report)
    used = set(Page(html).all("data-t")) | set(Page(html).all("data-t-label"))
    script = re.findall(r"<script>(.*?)</script>", html, re.S)[0]
    used |= set(re.findall(r'say\("(\w+)"', script))
    assert used <= set(WORDS)
    assert all(zh and en for zh, en in WORDS.values())
    (embedded,) = re.findall(r'id="words">(.*?)</script>', html, re.S)
    assert set(json.loads(embedded)) == set(WORDS)


def test_claims_in_words(small_report: Report) -> None:
    by_indicator = {claim.indicator: claim for claim in small_report.claims()}
    assert format_claim(by_indicator["单位能耗"]) == "单位能耗 下降 约 3%"
    assert format_claim(by_indicator["地区生产总值"]) == "地区生产总值 介于 5%—5.5%"
    harvest = render_claim_card(by_indicator["粮食产量"])
    assert "325,000 吨" in harvest
    assert "325,000" not in render_claim_card(by_indicator["单位能耗"])


@pytest.mark.parametrize("comparator", Comparator)
def test_every_comparator_has_its_word(small_report: Report, comparator: Comparator) -> None:
    claim: Claim = replace(next(small_report.claims()), comparator=comparator)
    assert WORDS[comparator.value][0] in format_claim(claim)


def test_a_report_in_which_nothing_was_found_says_what_to_do() -> None:
    html = render_living_report(Report("没有\n标题", None, None, None, None), source_name="a.txt")
    assert WORDS["empty"][0] in html
    assert squeezed(Page(html).text) == "没有标题"
    assert "<h1" in html


def test_odd_text_still_gives_a_page() -> None:
    for text in ("", "\n\n", "\r\n甲\r\n", "\x00乙", "a\u2028b", "\ud800"):
        Page(render_living_report(Report(text, None, None, None, None)))


def test_a_report_twice_as_long_is_twice_the_work(sample_report: Report) -> None:
    """Counted in calls, which no other program can slow down; bench.start measures the time."""
    once, twice = (duban.read(sample_report.text * n) for n in (2, 4))
    assert sum(1 for _ in twice.claims()) == 2 * sum(1 for _ in once.claims()) > 400
    assert calls(lambda: render_living_report(twice)) < 2.1 * calls(lambda: render_living_report(once))


def calls(run: Callable[[], object]) -> int:
    """How many functions `run` calls, built-in ones too."""
    seen = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal seen
        seen += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return seen


def test_real_reports_keep_their_text(reports_dir: Path) -> None:
    for path in sorted(reports_dir.glob("*.txt")):
        report = duban.read(path)
        page = Page(render_living_report(report, source_name=path.name))
        assert squeezed(page.text) == squeezed(report.text)
        ids = page.all("id")
        assert len(ids) == len(set(ids))
