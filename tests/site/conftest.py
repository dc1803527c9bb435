"""The service under test: SQLite in a temporary folder, or a real PostgreSQL by DUBAN_TEST_DB."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from page_text import without_line_feeds

from postgres_server import PostgresServer, why_not

FOLDER = Path(tempfile.mkdtemp(prefix="duban-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
POSTGRES = os.environ.get("DUBAN_TEST_DB") == "postgres"

os.environ["DJANGO_SETTINGS_MODULE"] = "duban_site.settings"
os.environ["DUBAN_MODE"] = "demo"
os.environ["DUBAN_TLS"] = "0"
os.environ["DUBAN_LOG"] = "ERROR"
os.environ["DUBAN_JOBS"] = "at_once"  # no worker is there to wait for
for _name in ("DUBAN_REQUESTS_TOKEN", "DUBAN_REQUESTS_ADDRESS"):
    os.environ[_name] = "0"  # tests ask much more than a program does
os.environ["DUBAN_PUBLIC_SECONDS"] = "0"  # what is published is seen at once
os.environ["DUBAN_DATA"] = str(FOLDER / "data")
os.environ.pop("DATABASE_URL", None)
_reason = why_not() if POSTGRES else None
if POSTGRES and _reason is None:
    _server = PostgresServer(FOLDER / "postgres")
    os.environ["DATABASE_URL"] = _server.start()
    atexit.register(_server.stop)

import django  # noqa: E402

django.setup()


import cast_of_people  # noqa: E402
import invented_plan  # noqa: E402
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from duban_site.people.models import Person  # noqa: E402
from duban_site.plans.models import Plan  # noqa: E402

if not POSTGRES:  # a file, as in use: two threads share no connection
    settings.DATABASES["default"]["TEST"]["NAME"] = str(FOLDER / "test.sqlite3")
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # only for speed
settings.WHITENOISE_AUTOREFRESH = True  # only for speed: else each Client looks for all files


@pytest.fixture(autouse=True)
def _line_feeds_of_templates_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages come as their tags follow one another, however a template breaks its lines."""
    request = Client.request

    def ask(client: Client, **environ: Any) -> Any:
        response = request(client, **environ)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming and "Content-Encoding" not in response.headers:
            response.content = without_line_feeds(response.content)
        return response

    monkeypatch.setattr(Client, "request", ask)


@pytest.fixture(autouse=True)
def _database_that_was_asked_for() -> None:
    """Without PostgreSQL the tests asked for on it are skipped at a desk and fail in CI."""
    if _reason is not None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(_reason)


@pytest.fixture
def cast(db: None) -> cast_of_people.Cast:
    """The people, with their rights stated in cast_of_people."""
    return cast_of_people.build()


@pytest.fixture
def draft(cast: cast_of_people.Cast) -> Plan:
    """A draft plan, nothing decided."""
    return invented_plan.draft(cast)


@pytest.fixture
def plan(cast: cast_of_people.Cast) -> Plan:
    """A plan in force: everything accepted, two units lead."""
    return invented_plan.in_force(cast)


@pytest.fixture
def signed_in(client: Client):  # type: ignore[no-untyped-def]
    """`signed_in(person)` is a browser in which the person is signed in."""

    def sign_in(person: Person | None) -> Client:
        browser = Client()
        if person is not None:
            browser.force_login(person)
        return browser

    return sign_in
