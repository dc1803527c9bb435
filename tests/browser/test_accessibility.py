"""axe-core finds nothing serious on the living report, in light and dark, open and closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from an_axe import faults
from duban.commitments import Report

Open = Callable[..., Any]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_nothing_serious(open_report: Open, sample_report: Report, scheme: str, width: int) -> None:
    size = {"width": width, "height": 900}
    page = open_report(sample_report, color_scheme=scheme, viewport=size).page
    assert faults(page) == []
    page.keyboard.press("j")
    page.keyboard.press("/")
    page.keyboard.type("年")
    page.keyboard.press("Enter")
    assert faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_when_filtered_or_helped(open_report: Open, small_report: Report, scheme: str) -> None:
    page = open_report(small_report, color_scheme=scheme).page
    page.click("[data-value=project]")
    page.click("[data-do=language]")
    assert faults(page) == []
    page.keyboard.press("?")
    assert faults(page) == []


def test_it_can_see_a_violation(open_report: Open, small_report: Report) -> None:
    page = open_report(small_report).page
    page.evaluate("document.querySelector('#find').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('#find').removeAttribute('placeholder')")
    assert any(found.startswith("label ") for found in faults(page))
