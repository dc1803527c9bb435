"""Readers of sources, one file a kind; each yields rows as column → value, and only reads."""

from __future__ import annotations

from collections.abc import Iterator

from duban_site.sync.mapping import MappingFile, Row
from duban_site.sync.sources.database import database_rows
from duban_site.sync.sources.folder import folder_rows
from duban_site.sync.sources.web import web_rows

READERS = {"json": web_rows, "folder": folder_rows, "database": database_rows}


def rows_of(mapping: MappingFile) -> Iterator[Row]:
    """The rows of the mapping's source. Raises MappingError where they cannot be read."""
    return READERS[mapping.source["kind"]](mapping)
