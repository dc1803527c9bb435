"""People at work in a headless Chromium, on a live server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

import a_chromium
from duban_site.people.models import Person


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One Chromium for the module."""
    with a_chromium.for_django() as launched:
        yield launched


@pytest.fixture
def window(chromium: Any, live_server: Any) -> Iterator[Callable[[Person | None], Any]]:
    """`window(person)` is a page of a browser of their own, signed in; it says yes when asked."""
    contexts = []

    def opened(person: Person | None = None) -> Any:
        context = chromium.new_context(base_url=live_server.url, reduced_motion="reduce")
        context.set_default_timeout(a_chromium.PATIENCE)
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
