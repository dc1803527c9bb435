"""Duban (督办): from a government work report to every commitment and number in it."""

from __future__ import annotations

from pathlib import Path

from duban.commitments import Report
from duban.text import Document

__version__ = "0.2.0"

__all__ = ["Document", "Report", "__version__", "read"]


def read(source: Document | str | Path, *, year: int | None = None) -> Report:
    """Read a government work report.

    `source` is a `Document`, the report's text as a string, or the `Path` of a file in any format
    that `duban.sources` knows. `year` is the plan year, where the text does not state it.
    Raises `duban.sources.SourceError` for a file that cannot be opened or is not in Chinese; prose
    never raises. A file from somebody else is better read by `duban.files.read_file_isolated`.
    """
    from duban.reading import read_document
    from duban.sources import open_text

    if isinstance(source, Path):
        from duban.files import read_file

        return read_file(source, year=year)
    if isinstance(source, str):
        source = open_text(source)
    return read_document(source, year=year)
