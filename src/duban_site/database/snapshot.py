"""Reading one state of the database, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

BEGIN = {
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "sqlite": "BEGIN DEFERRED",  # readers do not stand in a writer's way
}
"""Begun and rolled back by SQL, so that changes that wait for their event wait on."""


@contextmanager
def snapshot() -> Iterator[None]:
    """Whatever is read in the block is as it was at its beginning. Nothing may be written in it.

    Within a transaction that is open already the block changes nothing.
    """
    if connection.in_atomic_block:
        yield
    else:
        with connection.cursor() as cursor:
            cursor.execute(BEGIN[connection.vendor])
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
