"""Writers of SQLite wait alike: whoever has waited longest does not lose to every newcomer."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from duban_site.core.audit.models import LoggedColumns

WRITERS, SECONDS, LONGEST_WAIT = 4, 4.0, 1.0
"""Four busy writers; with SQLite's own waiting one of them waits two seconds and more."""
WORK_SECONDS = 0.01
pytestmark = [
    pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="about SQLite's one lock"),
    pytest.mark.django_db(transaction=True),
]


def test_none_of_four_busy_writers_waits_a_second() -> None:
    started = threading.Barrier(WRITERS)
    deadline = time.monotonic() + SECONDS

    def write(writer: int) -> list[float]:
        waits = []
        try:
            started.wait(timeout=20)
            while time.monotonic() < deadline:
                asked_at = time.monotonic()
                with transaction.atomic():
                    waits.append(time.monotonic() - asked_at)
                    LoggedColumns.objects.update_or_create(table=f"writer {writer}", defaults={"columns": ""})
                    time.sleep(WORK_SECONDS)
        finally:
            connection.close()
        return waits

    with ThreadPoolExecutor(WRITERS) as pool:
        waits_by_writer = [*pool.map(write, range(WRITERS))]
    assert min(len(waits) for waits in waits_by_writer) > 1
    assert max(max(waits) for waits in waits_by_writer) < LONGEST_WAIT


def test_a_writer_gives_up_after_the_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    waiting = threading.Event()

    def try_to_write() -> Any:
        try:
            waiting.set()
            with transaction.atomic():
                return None
        except Exception as error:  # whatever it is, it is compared
            return str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        assert pool.submit(try_to_write).result(timeout=20) == "database is locked"
    assert waiting.is_set()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] > 0
