"""A report's file to a `Report`: here, or in a process of its own that its limits end.

A file from somebody else belongs in a process of its own: a library that parses PDF, Excel or HTML
may crash, hang, or take all memory on one that was made for it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from duban.commitments import Report
from duban.isolation import IsolationError, Limits, isolate
from duban.reading import read_document
from duban.reading.explain_names import Explanation, OffsetError, explain_names
from duban.sources import SourceError, list_archive_files, open_bytes, open_file, refuse_foreign

P = ParamSpec("P")
T = TypeVar("T")


def read_file(path: Path, *, year: int | None = None) -> Report:
    """Read the file at `path`, of any kind that `duban.sources` knows. Raises `SourceError`."""
    document = open_file(path)
    refuse_foreign(document.text, path.name)
    return read_document(document, year=year)


def explain_file(path: Path, offset: int, *, year: int | None = None) -> tuple[Explanation, ...]:
    """Why the number at an offset of a file's text got its name. Raises `SourceError`.

    Raises `OffsetError` for an offset outside the text.
    """
    return explain_names(open_file(path), offset, year=year)


def explain_file_isolated(
    path: Path, offset: int, *, year: int | None = None, limits: Limits | None = None
) -> tuple[Explanation, ...]:
    """As `explain_file`, in a process of its own."""
    return _isolate(explain_file, str(path), limits, OffsetError)(path, offset, year=year)


def read_bytes(content: bytes, name: str, *, year: int | None = None) -> Report:
    """Read a file's bytes; `name` is only for messages. Raises `SourceError`."""
    document = open_bytes(content, name)
    refuse_foreign(document.text, name)
    return read_document(document, year=year)


def read_file_isolated(path: Path, *, year: int | None = None, limits: Limits | None = None) -> Report:
    """As `read_file`, in a process of its own. One that its limits end is a `SourceError` too."""
    return _isolate(read_file, str(path), limits)(path, year=year)


def read_bytes_isolated(content: bytes, name: str, *, year: int | None = None, limits: Limits | None = None) -> Report:
    """As `read_bytes`, in a process of its own. One that its limits end is a `SourceError` too."""
    return _isolate(read_bytes, name, limits)(content, name, year=year)


def files_inside_isolated(path: Path, *, limits: Limits | None = None) -> list[Path]:
    """As `files_inside`: the paths of an archive's files, listed in a process of its own."""
    return _isolate(list_archive_files, str(path), limits)(path)


def _isolate(
    reader: Callable[P, T], name: str, limits: Limits | None, *expected_errors: type[Exception]
) -> Callable[P, T]:
    """`reader` in a process of its own; one that its limits end raises `SourceError` about the file `name`."""

    def read(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return isolate(reader, limits=limits, raises=(SourceError, *expected_errors))(*args, **kwargs)
        except IsolationError as error:
            raise SourceError(error.notices).with_path(name) from error

    return read
