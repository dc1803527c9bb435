"""Django's backend for SQLite, which tracks every row that is written and has its writers queue."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base, operations

from duban_site.database.sqlite3.writer_queue import wait_for_turn
from duban_site.database.wrapper import TrackedConnection

DEFAULT_TIMEOUT_SECONDS = 5.0
"""Python's own default for a connection."""
RETRY_SECONDS = 0.002
"""Between two attempts of the first in the queue to begin, while another connection writes."""


class DatabaseOperations(operations.DatabaseOperations):
    """Django's own, with the tracking compilers."""

    compiler_module = "duban_site.database.sqlite3.compiler"


class DatabaseWrapper(TrackedConnection, base.DatabaseWrapper):
    """Django's own, with `changes`."""

    ops_class = DatabaseOperations

    def _start_transaction_under_autocommit(self) -> None:
        """Begin as the first in the queue of those that want to write.

        SQLite itself has no queue: who waits tries ever less often, down to ten times a second, and
        loses to every newcomer, so that one of a few busy writers starves.
        """
        timeout = float(self.settings_dict["OPTIONS"].get("timeout", DEFAULT_TIMEOUT_SECONDS))
        deadline = time.monotonic() + timeout
        path = None if self.is_in_memory_db() else f"{self.settings_dict['NAME']}-queue"
        with wait_for_turn(path):
            self._set_busy_timeout(0)
            try:
                while not self._try_to_begin(is_last=time.monotonic() >= deadline):
                    time.sleep(RETRY_SECONDS)
            finally:
                self._set_busy_timeout(timeout)

    def _try_to_begin(self, *, is_last: bool) -> bool:
        """Whether the transaction has begun. Raises OperationalError where it will not."""
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # not in the stubs
        except OperationalError as error:
            if is_last or not _is_busy(error.__cause__):
                raise
            return False
        return True

    def _set_busy_timeout(self, seconds: float) -> None:
        """How long a statement waits for another connection before SQLite gives up."""
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}").close()


def _is_busy(error: Any) -> bool:
    extended_code = getattr(error, "sqlite_errorcode", 0)
    return bool(extended_code & 0xFF == sqlite3.SQLITE_BUSY)
