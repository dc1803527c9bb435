"""Read one file as a report of the panel, with its year; refuse what is not Chinese text."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from duban.bulk.manifest import NOTHING, Stated
from duban.bulk.schema import YearSource
from duban.bulk.tables import Origin
from duban.commitments import Report
from duban.reading import read_document
from duban.sources import file_bytes, open_bytes, refuse_foreign
from duban.text import Document

_NAMED_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Read:
    """A report and where it is from."""

    report: Report
    origin: Origin


def read_file(path: Path, *, name: str, stated: Stated = NOTHING) -> Read:
    """Read the file at `path`, called `name` in the panel, of which a manifest may state more.

    Raises `SourceError` for a file that is lost or is no report's text.
    """
    return read_bytes(file_bytes(path), name=name, stated=stated)


def read_bytes(content: bytes, *, name: str, stated: Stated = NOTHING) -> Read:
    """Read a file's bytes. Raises `SourceError`."""
    document = open_bytes(content, name=PurePosixPath(name).name)
    return _read(document, name, hashlib.sha256(content).hexdigest(), stated)


def named_year(name: str) -> int | None:
    """The year in a file's name, where it holds one and no other (duban-2024.txt)."""
    years = set(_NAMED_YEAR.findall(PurePosixPath(name).stem))
    return int(years.pop()) if len(years) == 1 else None


def _read(document: Document, name: str, digest: str, stated: Stated) -> Read:
    refuse_foreign(document.text, name)
    year, source = stated.year, YearSource.MANIFEST
    if year is None:
        year, source = document.year, YearSource.STATED
    if year is None:
        year, source = named_year(name), YearSource.FILE_NAME
    report = read_document(document, year=year, kind=stated.kind)
    known = source if year is not None else None
    return Read(report, Origin(name, digest, known, stated.code))
