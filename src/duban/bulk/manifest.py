"""A manifest: place, year and kind of each file as the researcher states them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from duban.commitments import DocumentKind
from duban.notices import NoticeError
from duban.regions import find_region

MANIFEST_COLUMNS = ("file", "code", "year", "kind")
_FIRST_YEAR, _LAST_YEAR = 1949, 2199


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the manifest states of a file; None where it leaves the text to say it."""

    code: str | None = None
    year: int | None = None
    kind: DocumentKind | None = None

    @property
    def identity(self) -> bytes:
        """What the file's part is keyed by besides its name and its bytes."""
        return repr((self.code, self.year, self.kind)).encode() if self != NO_FACTS else b""


NO_FACTS = FileFacts()
Manifest = Mapping[str, FileFacts]


def read_manifest(path: Path, files: Iterable[str]) -> Manifest:
    """The rows of a CSV file with the columns `file`, `code`, `year`, `kind`, by file.

    `file` is the path below the folder that is read, with `/`; an empty cell states nothing. Raises
    `NoticeError` for a column, a value or a file that is not known, and `OSError`.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        columns = tuple(rows.fieldnames or ())
        if "file" not in columns or set(columns) - set(MANIFEST_COLUMNS):
            raise NoticeError.make("manifest_headings", path=path, expected=MANIFEST_COLUMNS, columns=columns)
        folder_files, facts_by_file = set(files), dict[str, FileFacts]()
        for line, row in enumerate(rows, 2):
            file_name = (row["file"] or "").strip()
            if file_name not in folder_files:
                raise NoticeError.make("manifest_file_missing", path=path, line=line, file=file_name)
            if file_name in facts_by_file:
                raise NoticeError.make("manifest_file_repeated", path=path, line=line, file=file_name)
            facts_by_file[file_name] = _parse_row(path, line, row)
    return facts_by_file


def _parse_row(path: Path, line: int, row: Mapping[str, str | None]) -> FileFacts:
    def get_cell(column: str) -> str:
        return (row.get(column) or "").strip()

    code, year, kind = get_cell("code"), get_cell("year"), get_cell("kind")
    if code and not code.isascii():
        region = find_region(code)
        code = region.code if region is not None else ""
    if get_cell("code") and (len(code) not in (6, 9) or not code[:6].isdigit()):
        raise NoticeError.make("manifest_code", path=path, line=line, value=get_cell("code"))
    if year and not (year.isdigit() and _FIRST_YEAR <= int(year) <= _LAST_YEAR):
        raise NoticeError.make("manifest_year", path=path, line=line, value=year)
    if kind and kind not in set(DocumentKind):
        raise NoticeError.make("manifest_kind", path=path, line=line, value=kind, kinds=tuple(DocumentKind))
    return FileFacts(code or None, int(year) if year else None, DocumentKind(kind) if kind else None)
