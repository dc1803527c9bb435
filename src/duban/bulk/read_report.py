"""Read one file as a report of the panel, with its year; refuse what is not Chinese text."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from duban.bulk.manifest import NO_FACTS, FileFacts
from duban.bulk.schema import YearSource
from duban.bulk.tables import Origin
from duban.commitments import Report
from duban.reading import read_document
from duban.sources import open_bytes, read_file_bytes, refuse_foreign
from duban.text import Document

_YEAR_IN_NAME = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report and where it is from."""

    report: Report
    origin: Origin


def read_file(path: Path, *, name: str, facts: FileFacts = NO_FACTS) -> ReadReport:
    """Read the file at `path`, called `name` in the panel, of which a manifest may state more.

    Raises `SourceError` for a file that is lost or is no report's text.
    """
    return read_bytes(read_file_bytes(path), name=name, facts=facts)


def read_bytes(content: bytes, *, name: str, facts: FileFacts = NO_FACTS) -> ReadReport:
    """Read a file's bytes. Raises `SourceError`."""
    document = open_bytes(content, name=PurePosixPath(name).name)
    return _build_read_report(document, name, hashlib.sha256(content).hexdigest(), facts)


def find_year_in_name(name: str) -> int | None:
    """The year in a file's name, where it holds one and no other (duban-2024.txt)."""
    years = set(_YEAR_IN_NAME.findall(PurePosixPath(name).stem))
    return int(years.pop()) if len(years) == 1 else None


def _build_read_report(document: Document, name: str, digest: str, facts: FileFacts) -> ReadReport:
    refuse_foreign(document.text, name)
    year, source = facts.year, YearSource.MANIFEST
    if year is None:
        year, source = document.year, YearSource.STATED
    if year is None:
        year, source = find_year_in_name(name), YearSource.FILE_NAME
    report = read_document(document, year=year, kind=facts.kind)
    year_source = source if year is not None else None
    return ReadReport(report, Origin(name, digest, year_source, facts.code))
