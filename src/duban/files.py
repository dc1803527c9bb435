"""A report's file to a `Report`: here, or in a process of its own that its limits end.

A file from somebody else belongs in a process of its own: a library that parses PDF, Excel or HTML
may crash, hang, or take all memory on one that was made for it.
"""

from __future__ import annotations

from pathlib import Path

from duban.commitments import Report
from duban.isolation import IsolationError, Limits, isolate
from duban.reading import read_document
from duban.reading.explain_names import Explanation, OffsetError, explain_names
from duban.sources import SourceError, list_archive_files, open_bytes, open_file, refuse_foreign


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
    try:
        expected_errors = (SourceError, OffsetError)
        return isolate(explain_file, limits=limits, raises=expected_errors)(path, offset, year=year)
    except IsolationError as error:
        raise SourceError(error.notices).with_path(str(path)) from error


def read_bytes(content: bytes, name: str, *, year: int | None = None) -> Report:
    """Read a file's bytes; `name` is only for messages. Raises `SourceError`."""
    document = open_bytes(content, name)
    refuse_foreign(document.text, name)
    return read_document(document, year=year)


def read_file_isolated(path: Path, *, year: int | None = None, limits: Limits | None = None) -> Report:
    """As `read_file`, in a process of its own. One that its limits end is a `SourceError` too."""
    try:
        return isolate(read_file, limits=limits, raises=(SourceError,))(path, year=year)
    except IsolationError as error:
        raise SourceError(error.notices).with_path(str(path)) from error


def read_bytes_isolated(content: bytes, name: str, *, year: int | None = None, limits: Limits | None = None) -> Report:
    """As `read_bytes`, in a process of its own. One that its limits end is a `SourceError` too."""
    try:
        return isolate(read_bytes, limits=limits, raises=(SourceError,))(content, name, year=year)
    except IsolationError as error:
        raise SourceError(error.notices).with_path(name) from error


def files_inside_isolated(path: Path, *, limits: Limits | None = None) -> list[Path]:
    """As `files_inside`: the paths of an archive's files, listed in a process of its own."""
    try:
        return isolate(list_archive_files, limits=limits, raises=(SourceError,))(path)
    except IsolationError as error:
        raise SourceError(error.notices).with_path(str(path)) from error
