"""People at work in a headless Chromium, on a live server."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from duban_site.people.models import Person

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WAIT = 10_000
"""Milliseconds: a page that has not come by then will not come."""


def _missing(reason: str) -> None:
    """What is missing skips a test at a desk, and fails it in CI."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One Chromium for the module: DUBAN_CHROMIUM, or what is on the path."""
    found = os.environ.get("DUBAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        _missing("no Chromium: install one, or name it in DUBAN_CHROMIUM")
    try:
        playwright = importlib.import_module("playwright.sync_api")
    except ImportError:
        _missing("no playwright: pip install 'duban[dev]'")
    with pytest.MonkeyPatch.context() as patch, playwright.sync_playwright() as running:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps a loop in this thread
        launched = running.chromium.launch(executable_path=found, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def window(chromium: Any, live_server: Any) -> Iterator[Callable[[Person | None], Any]]:
    """`window(person)` is a page of a browser of their own, signed in; it says yes when asked."""
    contexts = []

    def opened(person: Person | None = None) -> Any:
        context = chromium.new_context(base_url=live_server.url, reduced_motion="reduce")
        context.set_default_timeout(WAIT)
        contexts.append(context)
        if person is not None:
            client = Client()
            client.force_login(person)
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
            context.add_cookies([cookie])
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    yield opened
    for context in contexts:
        context.close()
