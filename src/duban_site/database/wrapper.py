"""Mixed into a backend's connection: keeps its changes, and has them logged at the commit."""

from __future__ import annotations

from typing import Any

from duban_site.database.changes import Changes


class NotedConnection:
    """A connection with `changes`."""

    changes: Changes

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes = Changes()

    def commit(self) -> None:
        """Commit; rows that no event covers yet get one within the same transaction."""
        if self.changes.rows:
            from duban_site.audit.log import log_other_changes

            log_other_changes()
        super().commit()  # type: ignore[misc]

    def rollback(self) -> None:
        """Roll back: nothing was changed."""
        self.changes.forget()
        super().rollback()  # type: ignore[misc]

    def close(self) -> None:
        """Close: rows changed outside of any transaction stay unlogged, and are found so."""
        self.changes.forget()
        super().close()  # type: ignore[misc]
