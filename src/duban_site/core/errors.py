"""Exceptions of actions that are refused; their messages are shown to users."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 (the word of the pages)
    """The action is not possible. `str(error)` tells the user what is wrong and what to do."""


class Conflict(Refused):
    """Somebody else changed the same object first; nothing was written."""


class RowErrors(Refused):
    """An imported file has errors, as (row, column, message); nothing of it was imported."""

    def __init__(self, message: str, errors: list[tuple[int, str, str]]) -> None:
        super().__init__(message, errors)
        self.message = message
        self.errors = errors

    def __str__(self) -> str:
        return self.message
