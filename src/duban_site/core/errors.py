"""What an action raises when it will not do what it was asked; the message is shown to people."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 (the word of the pages)
    """The action cannot be done in this state. `str(error)` says what is wrong and what to do."""


class Conflict(Refused):
    """Somebody else changed the same thing first; nothing was written."""


class RowErrors(Refused):
    """A file with faults: `errors` are (row, column, what is wrong); nothing of it was taken."""

    def __init__(self, message: str, errors: list[tuple[int, str, str]]) -> None:
        super().__init__(message, errors)
        self.message = message
        self.errors = errors

    def __str__(self) -> str:
        return self.message
