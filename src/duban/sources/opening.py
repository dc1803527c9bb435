"""Open a file by what it is, not by what it is called."""

from __future__ import annotations

from pathlib import Path

from duban.sources.errors import SourceError
from duban.text import Document


def open_text(text: str) -> Document:
    """A document from text already in memory."""
    return Document(text=text)


def open_file(path: Path) -> Document:
    """A document from a file. Raises `SourceError` with one clear message."""
    try:
        return open_text(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8") from error
