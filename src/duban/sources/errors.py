"""Errors of reading a file, with a message that tells its owner what to do."""

from __future__ import annotations


class SourceError(ValueError):
    """A file that cannot be read as a report.

    `str(error)` is one line, Chinese first and English after it: what is wrong and what to do,
    with the file's name in front once it is known. Survives pickling, for process pools.
    """

    def __init__(self, zh: str, en: str = "", path: str | None = None) -> None:
        super().__init__(zh, en, path)
        self.zh = zh
        self.en = en
        self.path = path

    def __str__(self) -> str:
        """The whole message on one line."""
        message = f"{self.zh} {self.en}".strip()
        line = message if self.path is None else f"{self.path}: {message}"
        return " ".join(line.split())

    def with_path(self, path: str) -> SourceError:
        """The same error, naming the file."""
        return SourceError(self.zh, self.en, path)


def missing_extra_error(package: str, extra: str = "files") -> SourceError:
    """The error for a file kind whose optional library is not installed."""
    return SourceError(
        f'读取这种文件需要 {package}：请运行 pip install "duban[{extra}]"。',
        f'Reading this kind of file needs {package}: run pip install "duban[{extra}]".',
    )
