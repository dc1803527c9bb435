"""axe-core finds nothing serious on the living report, in light and dark, open and closed."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest

from duban.commitments import Report

Open = Callable[..., Any]
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, from the wheel that carries it."""
    try:
        return (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    except ModuleNotFoundError:
        reason = "no axe-core: pip install 'duban[dev]'"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


def violations(page: Any, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_nothing_serious(
    open_report: Open, sample_report: Report, axe: str, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 900}
    page = open_report(sample_report, color_scheme=scheme, viewport=size).page
    assert violations(page, axe) == []
    page.keyboard.press("j")
    page.keyboard.press("/")
    page.keyboard.type("年")
    page.keyboard.press("Enter")
    assert violations(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_when_filtered_or_helped(
    open_report: Open, small_report: Report, axe: str, scheme: str
) -> None:
    page = open_report(small_report, color_scheme=scheme).page
    page.click("[data-value=project]")
    page.click("[data-do=language]")
    assert violations(page, axe) == []
    page.keyboard.press("?")
    assert violations(page, axe) == []


def test_it_can_see_a_violation(open_report: Open, small_report: Report, axe: str) -> None:
    page = open_report(small_report).page
    page.evaluate("document.querySelector('#find').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('#find').removeAttribute('placeholder')")
    assert any(found.startswith("label:") for found in violations(page, axe))
