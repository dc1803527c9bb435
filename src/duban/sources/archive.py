"""A zip of several files: its members that may be reports, with correctly decoded names."""

from __future__ import annotations

import posixpath
import zipfile
from typing import NamedTuple

from duban.sources.errors import SourceError
from duban.sources.package import Package

_UTF8_FLAG = 0x800
_NON_REPORT_SUFFIXES = (
    ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".exe", ".dll", ".ttf", ".ttc", ".css", ".js", ".ico",
    ".mp3", ".mp4", ".url", ".lnk", ".ini", ".db", ".json", ".xml", ".csv",
)  # fmt: skip
"""Endings of files that come with reports in an archive but are no reports."""


class Member(NamedTuple):
    """A file in an archive: its decoded name, and its bytes or the error of reading them."""

    name: str
    content: bytes | SourceError


def list_members(package: Package) -> list[Member]:
    """The files of a zip archive, without folders, hidden files and what is surely no report.

    Names that the zip does not call UTF-8 are GBK, as Windows in China writes them.
    """
    archive_members: list[Member] = []
    for info in package.list_entries():
        name = _decode_name(info)
        base_name = posixpath.basename(name)
        is_hidden = base_name.startswith((".", "~$")) or name.startswith("__MACOSX/")
        if info.is_dir() or is_hidden or not base_name or base_name.lower().endswith(_NON_REPORT_SUFFIXES):
            continue
        try:
            archive_members.append(Member(name, package.read(info.filename)))
        except SourceError as error:
            archive_members.append(Member(name, error))
    return sorted(archive_members)


def _decode_name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    raw_name = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw_name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
