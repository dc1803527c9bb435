"""Why the child process gave no answer, in words that tell a file's owner what to do."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """What ended the process."""

    TIME = "time"
    MEMORY = "memory"
    CRASH = "crash"
    ANSWER = "answer"


_MESSAGES_BY_CAUSE = {
    Cause.TIME: ("读这个文件用的时间超过上限，已停止", "Reading this file took longer than the limit and was stopped"),
    Cause.MEMORY: (
        "读这个文件要用的内存超过上限，已停止",
        "Reading this file takes more memory than the limit and was stopped",
    ),
    Cause.CRASH: ("读这个文件时解析程序出错，已停止", "The parser failed on this file and was stopped"),
    Cause.ANSWER: ("这个文件里的内容过多，已停止读取", "There is too much in this file, so reading stopped"),
}
_ADVICE = (
    "文件可能已损坏或有害，请核对来源，用 Word、WPS 或 Excel 打开另存一份再试",
    "it may be damaged or hostile; check where it came from, open it in an office program and save a new copy",
)


class IsolationError(Exception):
    """The process gave no answer. `zh` and `en` say what is wrong and what to do.

    `detail` is for the log: a signal, an exit code, the last line of a traceback.
    """

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(cause, detail)
        self.cause = cause
        self.detail = detail
        self.zh, self.en = (
            f"{message}{separator}{advice}{full_stop}"
            for message, advice, separator, full_stop in zip(
                _MESSAGES_BY_CAUSE[cause], _ADVICE, ("：", ": "), ("。", "."), strict=True
            )
        )

    def __str__(self) -> str:
        """The whole message on one line."""
        return f"{self.zh} {self.en}"
