"""A zip of several files: its members that may be reports, with correctly decoded names."""

from __future__ import annotations

import posixpath
import zipfile
from typing import NamedTuple

from duban.sources.errors import SourceError
from duban.sources.package import Package

_UTF8 = 0x800
_NO_REPORTS = (
    ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".exe", ".dll", ".ttf", ".ttc", ".css", ".js", ".ico",
    ".mp3", ".mp4", ".url", ".lnk", ".ini", ".db", ".json", ".xml", ".csv",
)  # fmt: skip
"""Endings of files that come with reports in an archive but are no reports."""


class Member(NamedTuple):
    """A file in an archive: its decoded name, and its bytes or the error of reading them."""

    name: str
    content: bytes | SourceError


def members(package: Package) -> list[Member]:
    """The files of a zip archive, without folders, hidden files and what is surely no report.

    Names that the zip does not call UTF-8 are GBK, as Windows in China writes them.
    """
    found: list[Member] = []
    for info in package.entries():
        name = _name(info)
        base = posixpath.basename(name)
        hidden = base.startswith((".", "~$")) or name.startswith("__MACOSX/")
        if info.is_dir() or hidden or not base or base.lower().endswith(_NO_REPORTS):
            continue
        try:
            found.append(Member(name, package.read(info.filename)))
        except SourceError as error:
            found.append(Member(name, error))
    return sorted(found)


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def several(names: list[str]) -> SourceError:
    """The error for an archive of several files where one report is wanted."""
    listed = "、".join(names[:5]) + ("……" if len(names) > 5 else "")
    return SourceError(
        f"压缩包里有 {len(names)} 个文件（{listed}）：读其中一个请写成 压缩包/文件名，"
        "全部读取请用 duban corpus 读它所在的文件夹。",
        f"The archive holds {len(names)} files: name one of them as ARCHIVE/NAME, or read them all "
        "with duban corpus on its folder.",
    )
