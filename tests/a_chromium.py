"""A headless Chromium for tests: DUBAN_CHROMIUM, or what is on the path.

Use it from a fixture of a module, not of the session: while it runs, playwright keeps an event loop
in this thread, and neither Django nor a second playwright works beside one.
"""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000
"""Milliseconds: what has not come by then on a busy machine will not come."""


def _missing(reason: str) -> None:
    """A missing browser skips a test at a desk, and fails it in CI."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


@contextmanager
def chromium(*flags: str) -> Iterator[Any]:
    """One that runs while the block does."""
    found = os.environ.get("DUBAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        _missing("no Chromium: install one, or name it in DUBAN_CHROMIUM")
    try:
        playwright = importlib.import_module("playwright.sync_api")
    except ImportError:
        _missing("no playwright: pip install 'duban[dev]'")
    with playwright.sync_playwright() as running:
        launched = running.chromium.launch(executable_path=found, args=[*FLAGS, *flags], timeout=PATIENCE)
        yield launched
        launched.close()


@contextmanager
def for_django() -> Iterator[Any]:
    """One beside which Django may be used: playwright keeps a loop in this thread."""
    with pytest.MonkeyPatch.context() as patch, chromium() as launched:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield launched
