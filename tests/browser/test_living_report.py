"""The living report in a real browser: marks, drawer, filters, search, keys, print, phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from duban.commitments import Report

Open = Callable[..., Any]
SHOWN = ".text .c[data-type]:not(.off)"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def ids(page: Any, selector: str = SHOWN) -> list[str]:
    return page.eval_on_selector_all(selector, "all => all.map(one => one.dataset.key)")


@pytest.mark.parametrize("name", ["small_report", "sample_report"])
def test_it_opens_in_silence_and_asks_for_nothing(open_report: Open, request: pytest.FixtureRequest, name: str) -> None:
    opened = open_report(request.getfixturevalue(name))
    opened.page.keyboard.press("j")
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith(("file:", "data:"))] == []
    assert opened.page.locator("h1").is_visible()


def test_the_text_is_the_report_s(open_report: Open, sample_report: Report) -> None:
    page = open_report(sample_report).page
    shown = page.evaluate(
        "() => { const copy = document.querySelector('#text').cloneNode(true);"
        " for (const why of copy.querySelectorAll('.why')) why.remove();"
        " return copy.textContent }"
    )
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", sample_report.text)


def test_a_filter_by_type_leaves_only_that_type(open_report: Open, small_report: Report) -> None:
    page = open_report(small_report).page
    assert ids(page) == ["0.1.1", "1.1.1", "1.1.2"]
    page.click("[data-value=project]")
    assert ids(page) == ["1.1.2"]
    assert page.get_attribute("[data-value=project]", "aria-pressed") == "true"
    line = "one => getComputedStyle(one).textDecorationLine"
    assert page.eval_on_selector("#c-1\\.1\\.1", line) == "none"
    assert page.eval_on_selector("#c-1\\.1\\.2", line) == "underline"
    assert "1" in page.inner_text("#shown")
    page.click("[data-value=headline]")
    assert ids(page) == ["0.1.1", "1.1.2"]
    page.click("[data-do=reset]")
    assert ids(page) == ["0.1.1", "1.1.1", "1.1.2"]


def test_a_filter_by_role_leaves_only_that_role(open_report: Open, small_report: Report) -> None:
    page = open_report(small_report).page
    page.click("[data-value=result]")
    assert ids(page) == []
    assert page.locator(".text .figure:not(.off)").inner_text() == "32.5万吨"
    page.click("[data-value=result]")
    page.click("[data-value=target]")
    assert ids(page) == ["0.1.1", "1.1.1", "1.1.2"]
    assert page.locator(".text .figure:not(.off)").count() == 0


def test_search_counts_filters_and_goes_on(open_report: Open, small_report: Report) -> None:
    page = open_report(small_report).page
    page.keyboard.press("/")
    page.keyboard.type("增长5%")  # runs across a number's mark
    page.keyboard.press("Enter")
    assert page.inner_text("#hits").startswith("1/1")
    assert page.locator("mark.now").all_inner_texts() == ["增长", "5%"]
    page.fill("#find", "水")
    page.get_by_text("1/2 处").wait_for()
    assert page.locator(".text > *:not(.miss)").count() == 2
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.inner_text("#hits").startswith("2/2")
    page.keyboard.press("Shift+Enter")
    assert page.inner_text("#hits").startswith("1/2")
    page.fill("#find", "没有的话")
    page.get_by_text("没有找到").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("mark, .miss").count() == 0


def test_a_click_opens_the_fields_beside_the_sentence(open_report: Open, small_report: Report) -> None:
    page = open_report(small_report, viewport={"width": 1440, "height": 900}).page
    page.click("#c-1\\.1\\.1 .n")
    drawer = page.locator("#drawer")
    shown = drawer.inner_text()
    for word in ("1.1.1", "量化", "单位能耗", "下降", "约", "3%", "增长率", "年度目标", "计划", "2030"):
        assert word in shown
    sentence, box = page.locator("#c-1\\.1\\.1").bounding_box(), drawer.bounding_box()
    assert box["x"] >= sentence["x"] + sentence["width"]
    assert box["y"] <= sentence["y"] + sentence["height"] <= box["y"] + box["height"]
    page.keyboard.press("Escape")
    assert drawer.is_hidden()


def test_the_pointer_opens_without_a_click(open_report: Open, small_report: Report) -> None:
    page = open_report(small_report, viewport={"width": 1440, "height": 900}).page
    page.hover("#c-1\\.1\\.2")
    page.wait_for_selector("#drawer:not([hidden])")
    shown = page.inner_text("#drawer")
    assert "松子岭水库" in shown
    assert "加快、建设" in shown


def test_keys_walk_the_commitments(open_report: Open, small_report: Report) -> None:
    page = open_report(small_report).page
    on = "document.querySelector('.c.on')?.dataset.key"
    page.keyboard.press("j")
    first = page.evaluate(on)
    page.keyboard.press("ArrowRight")
    assert page.evaluate(on) != first
    page.keyboard.press("k")
    assert page.evaluate(on) == first
    assert page.evaluate("document.activeElement.dataset.key") == first
    assert first in page.inner_text("#drawer")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#help").is_hidden()
    page.keyboard.press("Escape")
    assert page.locator("#drawer").is_hidden()


def test_tab_reaches_the_text_and_enter_opens(open_report: Open, small_report: Report) -> None:
    page = open_report(small_report).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('c')")
    page.keyboard.press("Enter")
    assert page.locator("#drawer").is_visible()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_english_and_dark(open_report: Open, small_report: Report) -> None:
    page = open_report(small_report).page
    assert page.get_attribute("html", "lang") == "zh-Hans"
    page.click("[data-do=language]")
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_attribute("#text", "lang") == "zh-Hans"
    assert "Quantified" in page.inner_text("#rail")
    assert page.get_attribute("#find", "placeholder") == "Find in the report"
    page.click("#c-1\\.1\\.1")
    assert "about" in page.inner_text("#drawer")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("[data-do=theme]")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


def test_print_shows_the_text_and_no_controls(open_report: Open, small_report: Report) -> None:
    page = open_report(small_report).page
    page.click("#c-1\\.1\\.1")
    page.emulate_media(media="print")
    for control in (".bar-top", "#rail", "#drawer", ".hint", "#register"):
        assert page.locator(control).is_hidden(), control
    assert page.locator("#text").is_visible()
    assert page.locator(".legend").is_visible()


@pytest.mark.parametrize("name", ["small_report", "sample_report"])
def test_a_phone_never_scrolls_sideways(open_report: Open, request: pytest.FixtureRequest, name: str) -> None:
    page = open_report(request.getfixturevalue(name), **PHONE).page
    wide = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(wide)
    page.tap("[data-do=menu]")
    assert page.locator("#rail").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#rail").is_hidden()
    assert page.evaluate(wide)


def test_on_a_phone_the_sheet_is_below_the_sentence(open_report: Open, small_report: Report) -> None:
    page = open_report(small_report, **PHONE).page
    page.tap("#c-1\\.1\\.2")
    sentence = page.locator("#c-1\\.1\\.2").bounding_box()
    sheet = page.locator("#drawer").bounding_box()
    assert sentence["y"] + sentence["height"] <= sheet["y"]
    assert sheet["y"] + sheet["height"] == pytest.approx(844, abs=1)


def test_without_script_every_field_is_in_a_list(open_report: Open, small_report: Report) -> None:
    page = open_report(small_report, java_script_enabled=False).page
    page.click("#c-1\\.1\\.1")
    detail = page.locator("#d-1\\.1\\.1")
    assert detail.is_visible()
    assert "单位能耗" in detail.inner_text()
    assert page.locator(".tools").is_hidden()
    assert "单位能耗 下降 约 3%" in page.get_attribute("#c-1\\.1\\.1", "title")


def test_a_link_to_a_commitment_opens_it(open_report: Open, small_report: Report) -> None:
    page = open_report(small_report).page
    page.goto(f"{page.url}#c-1.1.2")
    page.reload()
    assert "1.1.2" in page.inner_text("#drawer")
