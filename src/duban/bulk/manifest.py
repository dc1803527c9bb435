"""A manifest: place, year and kind of each file as the researcher states them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from duban.commitments import DocumentKind
from duban.regions import find

COLUMNS = ("file", "code", "year", "kind")
_FIRST_YEAR, _LAST_YEAR = 1949, 2199


class ManifestError(ValueError):
    """A manifest that cannot be used: the line, what is wrong, and what would be right."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What the manifest states of a file; None where it leaves the text to say it."""

    code: str | None = None
    year: int | None = None
    kind: DocumentKind | None = None

    @property
    def key(self) -> bytes:
        """What the file's part is keyed by besides its name and its bytes."""
        return repr((self.code, self.year, self.kind)).encode() if self != NOTHING else b""


NOTHING = Stated()
Manifest = Mapping[str, Stated]


def read_manifest(path: Path, files: Iterable[str]) -> Manifest:
    """The rows of a CSV file with the columns `file`, `code`, `year`, `kind`, by file.

    `file` is the path below the folder that is read, with `/`; an empty cell states nothing. Raises
    `ManifestError` for a column, a value or a file that is not known, and `OSError`.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        names = tuple(rows.fieldnames or ())
        if "file" not in names or set(names) - set(COLUMNS):
            raise ManifestError(
                f"{path}：第一行应是 {','.join(COLUMNS)}（file 必有），现在是 {','.join(names)}"
            )
        known, found = set(files), dict[str, Stated]()
        for line, row in enumerate(rows, 2):
            name = (row["file"] or "").strip()
            if name not in known:
                raise ManifestError(f"{path} 第 {line} 行：目录下没有 {name} 这个文件")
            if name in found:
                raise ManifestError(f"{path} 第 {line} 行：{name} 写了两次")
            found[name] = _stated(path, line, row)
    return found


def _stated(path: Path, line: int, row: Mapping[str, str | None]) -> Stated:
    def cell(name: str) -> str:
        return (row.get(name) or "").strip()

    def wrong(name: str, right: str) -> ManifestError:
        return ManifestError(f"{path} 第 {line} 行：{name} 是“{cell(name)}”，应是{right}")

    code, year, kind = cell("code"), cell("year"), cell("kind")
    if code and not code.isascii():
        region = find(code)
        code = region.code if region is not None else ""
    if cell("code") and (len(code) not in (6, 9) or not code[:6].isdigit()):
        raise wrong("code", "六位行政区划代码")
    if year and not (year.isdigit() and _FIRST_YEAR <= int(year) <= _LAST_YEAR):
        raise wrong("year", "四位年份")
    if kind and kind not in set(DocumentKind):
        raise wrong("kind", "、".join(DocumentKind) + " 之一")
    return Stated(code or None, int(year) if year else None, DocumentKind(kind) if kind else None)
