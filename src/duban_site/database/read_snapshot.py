"""Reading a consistent state of the database while others write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

BEGIN_BY_VENDOR = {
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "sqlite": "BEGIN DEFERRED",  # a deferred reader does not block writers
}
"""Run as plain SQL: Django's own rollback would clear the tracked changes of the connection."""


@contextmanager
def read_snapshot() -> Iterator[None]:
    """All reads in the block see the state at its beginning. The block must not write.

    Within an open transaction it has no effect.
    """
    if connection.in_atomic_block:
        yield
    else:
        with connection.cursor() as cursor:
            cursor.execute(BEGIN_BY_VENDOR[connection.vendor])
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
