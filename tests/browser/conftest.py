"""A headless Chromium, and pages of reports opened in it."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from duban.commitments import Report
from duban.documents.living import render

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


def _missing(reason: str) -> None:
    """A missing browser skips a test at a desk, and fails it in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for every test: DUBAN_CHROMIUM, or what is on the path."""
    found = os.environ.get("DUBAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        _missing("no Chromium: install one, or name it in DUBAN_CHROMIUM")
    try:
        playwright = importlib.import_module("playwright.sync_api")
    except ImportError:
        _missing("no playwright: pip install 'duban[dev]'")
    with playwright.sync_playwright() as running:
        launched = running.chromium.launch(executable_path=found, args=FLAGS)
        yield launched
        launched.close()


@dataclass
class Opened:
    """A page, with everything it said and asked for."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def open_report(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open a report's page; further arguments are the browser context's."""
    contexts = []

    def opener(report: Report, **context: Any) -> Opened:
        file = tmp_path / "report.html"
        file.write_text(render(report, source_name="report.txt"), encoding="utf-8")
        contexts.append(browser.new_context(**{"reduced_motion": "reduce", **context}))
        opened = Opened(contexts[-1].new_page())
        opened.page.on("console", lambda message: opened.said.append(message.text))
        opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
        opened.page.on("request", lambda request: opened.asked.append(request.url))
        opened.page.goto(file.as_uri())
        return opened

    yield opener
    for context in contexts:
        context.close()
