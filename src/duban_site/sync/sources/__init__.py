"""Readers of sources, one file a kind; each yields rows as column → value, and only reads."""

from __future__ import annotations

from collections.abc import Iterator

from duban_site.sync.mapping import MappingFile, Row
from duban_site.sync.sources.database import read_database_rows
from duban_site.sync.sources.folder import read_folder_rows
from duban_site.sync.sources.web import read_web_rows

READERS = {"json": read_web_rows, "folder": read_folder_rows, "database": read_database_rows}


def read_source_rows(mapping: MappingFile) -> Iterator[Row]:
    """The rows of the mapping's source. Raises MappingError where they cannot be read."""
    return READERS[mapping.source["kind"]](mapping)
