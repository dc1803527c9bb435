"""Mixed into a backend's connection: keeps its changes, and has them logged at the commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from duban_site.database.changes import Changes

BEFORE_COMMIT: list[Callable[[], None]] = []
"""Called before the commit of a transaction that changed rows; the log adds itself here."""


class NotedConnection:
    """A connection with `changes`."""

    changes: Changes

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes = Changes()

    def commit(self) -> None:
        """Commit; rows that no event covers yet get one within the same transaction."""
        if self.changes.rows:
            for call in BEFORE_COMMIT:
                call()
        super().commit()  # type: ignore[misc]

    def rollback(self) -> None:
        """Roll back: nothing was changed."""
        self.changes.forget()
        super().rollback()  # type: ignore[misc]

    def close(self) -> None:
        """Close: rows changed outside of any transaction stay unlogged, and are found so."""
        self.changes.forget()
        super().close()  # type: ignore[misc]
