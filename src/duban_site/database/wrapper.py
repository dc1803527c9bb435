"""A mixin for a backend's connection that tracks changed rows and logs them at the commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from duban_site.database.changed_rows import ChangedRows

BEFORE_COMMIT_HOOKS: list[Callable[[], None]] = []
"""Called before the commit of a transaction with unlogged rows; the log registers itself here."""


class TrackedConnection:
    """A connection with `changes`."""

    changes: ChangedRows

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes = ChangedRows()

    def commit(self) -> None:
        """Commit, after logging the rows that no event covers, in the same transaction."""
        if self.changes.rows:
            for hook in BEFORE_COMMIT_HOOKS:
                hook()
        super().commit()  # type: ignore[misc]

    def rollback(self) -> None:
        """Roll back, and clear the tracked changes."""
        self.changes.forget()
        super().rollback()  # type: ignore[misc]

    def close(self) -> None:
        """Close; rows changed outside of a transaction stay unlogged, and `audit verify` fails."""
        self.changes.forget()
        super().close()  # type: ignore[misc]
