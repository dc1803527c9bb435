"""The facing page in a browser: with a script, without one, by keyboard, on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import duban
from an_axe import faults
from duban.documents.facing import render_verdicts_page
from duban.verification import verify
from facing_texts import LAST, THIS

Open = Callable[..., Any]


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Open]:
    last, this = (duban.read(duban.Document(text)) for text in (LAST, THIS))
    file = tmp_path / "facing.html"
    file.write_text(render_verdicts_page(last, this, verify(last, this)), "utf-8")
    contexts = []

    def opener(**context: Any) -> Any:
        contexts.append(browser.new_context(**{"reduced_motion": "reduce", **context}))
        page = contexts[-1].new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.said.append(request.url))
        page.goto(file.as_uri())
        return page

    yield opener
    for context in contexts:
        context.close()


def test_it_asks_for_nothing_and_draws_a_line_for_each_pair(open_page: Open) -> None:
    page = open_page(viewport={"width": 1280, "height": 900})
    page.wait_for_selector(".lines path.on", state="attached")
    assert page.locator(".lines path").count() == 2
    assert [said for said in page.said if not said.startswith("file:")] == []
    assert len(page.said) == 1


def test_a_key_chooses_a_target_and_its_result(open_page: Open) -> None:
    page = open_page(viewport={"width": 1280, "height": 900})
    page.locator("#l1").focus()
    assert "on" in page.locator("#r1").get_attribute("class")
    page.keyboard.press("Enter")
    assert page.url.endswith("#p1")


def test_without_a_script_every_verdict_is_read_and_can_be_chosen(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    rows = page.locator(".pair")
    assert rows.count() == 4
    assert "差0.8个百分点" in rows.nth(0).inner_text()
    page.locator("label[for=f-missed]").click()
    assert [rows.nth(n).is_visible() for n in range(4)] == [True, False, False, False]


def test_paper_shows_the_rows_and_not_the_panes(open_page: Open) -> None:
    page = open_page()
    page.emulate_media(media="print")
    assert not page.locator(".texts").is_visible()
    assert page.locator(".pair").nth(2).is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_serious_and_nothing_wider_than_the_window(open_page: Open, scheme: str, width: int) -> None:
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
