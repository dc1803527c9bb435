"""Why the child process gave no answer, in words that tell a file's owner what to do."""

from __future__ import annotations

from enum import StrEnum

from duban.notices import NoticeError, make_notice


class Cause(StrEnum):
    """What ended the process, as the code of its notice."""

    TIME = "time_exceeded"
    MEMORY = "memory_exceeded"
    CRASH = "parser_failed"
    ANSWER = "answer_too_large"


class IsolationError(NoticeError):
    """The process gave no answer; its notice says what is wrong and what to do.

    `detail` is for the log: a signal, an exit code, the last line of a traceback.
    """

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__([make_notice(cause)])
        self.cause = cause
        self.detail = detail
